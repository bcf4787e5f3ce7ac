from winnow_sr.dedupe import find_duplicates as find_duplicates
from winnow_sr.errors import AnswerIsNo as AnswerIsNo
from winnow_sr.errors import WinnowError as WinnowError
from winnow_sr.prisma.flow import Flow as Flow
from winnow_sr.ranking import rank as rank
from winnow_sr.records.model import Record as Record
from winnow_sr.review import Review as Review
from winnow_sr.stopping import make_rule as make_rule

__version__: str
__all__: list[str]
LATER: dict[str, str]
