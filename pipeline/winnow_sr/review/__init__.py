"""One open review folder, one method per verb. The command line and the web call it, nothing else.

`Review` is a thin shell: it reads the state, asks a pure rule, appends events. Its methods lie in
one module per part of the work, each class building on the one before: folder (open, read, write),
lookup (ids and texts), importing, duplicates, ranking, rounds, deciding, full texts, stopping, flow,
watching, bringing (what came with the files), reporting.
"""

from winnow_sr.review.bringing import Bringing
from winnow_sr.review.folder import find_folder, is_review
from winnow_sr.review.reporting import Reporting

__all__ = ["Review", "find_folder", "is_review"]


class Review(Reporting, Bringing):
    """A review folder: `protocol.yaml`, `exports/`, `review.db`, `cache/`, `outputs/`.

    Open one with `Review.open(folder)`, make one with `Review.create(folder, protocol)`. Every
    method that changes anything appends to the ledger in one durable transaction and returns
    plain values; a `WinnowError` means that nothing was written.
    """
