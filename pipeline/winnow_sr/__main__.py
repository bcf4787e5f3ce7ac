"""`python -m winnow_sr` is `winnow`."""

from winnow_sr.faces.cli import main

main()
