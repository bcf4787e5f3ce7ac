"""Which records make up that number?"""

from __future__ import annotations

from difflib import get_close_matches

from winnow_sr.errors import WinnowError
from winnow_sr.prisma.flow import KEYS, Flow
from winnow_sr.prisma.flow_parts import Members


def explain(flow: Flow, key: str) -> Members:
    """What stands behind a box, a reason (`dbr_excluded:CODE`) or any other key of the flow.

    Raises WinnowError, listing keys, when there is no such key or when the flow came from a CSV
    file, which holds numbers only.
    """
    if key in flow.members:
        return flow.members[key]
    if key in KEYS and not flow.members:
        raise WinnowError(
            f"'{key}' cannot be explained: these numbers came from a CSV file, which names no "
            "records; explain works inside a review"
        )
    close = get_close_matches(key, flow.members, n=1)
    hint = f"did you mean '{close[0]}'? " if close else ""
    more = [name for name in flow.members if name not in KEYS]
    also = f"; also {', '.join(more)}" if more else ""
    raise WinnowError(f"no box has the key '{key}': {hint}known keys are {', '.join(KEYS)}{also}")
