"""The typeface of the drawings: Arimo (regular and bold), and the widths of its glyphs.

Arimo has the metrics of Arial, which the official templates and most journals use: text measured
here has the same width in Arial, Helvetica and Liberation Sans. `make.py` made the files;
`OFL.txt` is their licence.
"""
