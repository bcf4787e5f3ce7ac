"""A page for authors without a review: the boxes of a template as a form, checked and drawn while
typing, saved as CSV and as a figure. It opens from a file and asks no network.

In: nothing, or the numbers of a `Flow` to begin with. Out: the page (`page`), or its parts for a server
(`body`, `asset`) that draws the other formats (`drawn`).
"""

from winnow_sr.prisma.form.making import asset, body, drawn, page

__all__ = ["asset", "body", "drawn", "page"]
