"""One open review folder, one method per verb. The command line and the web call it, nothing else.

`Review` is a thin shell: it reads the state, asks a pure rule, appends events. Its methods are
grouped by the part of the work they belong to, one module each.
"""

from pipeline.review.deciding import Deciding
from pipeline.review.duplicates import Duplicates
from pipeline.review.flow import Flowing
from pipeline.review.folder import find_folder
from pipeline.review.importing import Importing
from pipeline.review.ranking import Ranking
from pipeline.review.rounds import Rounds
from pipeline.review.stopping import Stopping
from pipeline.review.watching import Watching

__all__ = ["Review", "find_folder"]


class Review(
    Importing, Duplicates, Ranking, Rounds, Deciding, Stopping, Flowing, Watching
):
    """A review folder: `protocol.yaml`, `exports/`, `review.db`, `cache/`, `outputs/`.

    Open one with `Review.open(folder)`, make one with `Review.create(folder, protocol)`. Every
    method that changes anything appends to the ledger in one durable transaction and returns
    plain values; a `WinnowError` means that nothing was written.
    """
