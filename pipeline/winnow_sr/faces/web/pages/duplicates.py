"""Duplicates: doubtful pairs side by side, merged groups with what joined them, merge and split."""

from __future__ import annotations

import threading
from typing import NamedTuple

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from winnow_sr.errors import WinnowError
from winnow_sr.faces.differences import Places, differences
from winnow_sr.faces.pair_lines import Line, pair_lines
from winnow_sr.faces.web.behind import Job
from winnow_sr.faces.web.pages.access import WORKERS, allow
from winnow_sr.review import Review
from winnow_sr.review.answers import DoubtfulPair, DuplicateAnswer
from winnow_sr.vocabulary import citation_id

blueprint = Blueprint("duplicates", __name__)
blueprint.add_app_template_filter(citation_id, "citation")

PER_PAGE = 25
"""Groups on one page."""
SAID = {True: "are one publication", False: "are different publications"}


class Shown(NamedTuple):
    """One field of two records, with the words that only one of them has marked."""

    field: str
    same: bool
    one: Markup
    two: Markup


class Notebook:
    """What each person has answered and put off since the server started, for undo."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[str, list[DuplicateAnswer]] = {}
        self._later: dict[str, set[tuple[str, str]]] = {}

    def answered(self, name: str, answer: DuplicateAnswer) -> None:
        """Note an answer."""
        with self._lock:
            self._answers.setdefault(name, []).append(answer)

    def last(self, name: str) -> DuplicateAnswer | None:
        """The newest answer that was not taken back."""
        with self._lock:
            answers = self._answers.get(name)
            return answers[-1] if answers else None

    def forget(self, name: str, answer: DuplicateAnswer) -> None:
        """It was taken back, or cannot be any more."""
        with self._lock:
            if answer in (answers := self._answers.get(name, [])):
                answers.remove(answer)

    def put_off(self, name: str, pair: tuple[str, str]) -> None:
        """Leave a pair for later."""
        with self._lock:
            self._later.setdefault(name, set()).add(pair)

    def later(self, name: str) -> set[tuple[str, str]]:
        """The pairs that this person left for later."""
        with self._lock:
            return set(self._later.get(name, ()))

    def take_up(self, name: str) -> None:
        """Ask about everything again."""
        with self._lock:
            self._later.pop(name, None)


def notebook() -> Notebook:
    """The notebook of the review that is served."""
    found: Notebook = current_app.extensions.setdefault("winnow pairs", Notebook())
    return found


def side_by_side(lines: list[Line]) -> list[Shown]:
    """The lines with their differences marked."""
    found = []
    for line in lines:
        places: tuple[Places, Places] = ([], [])
        if not line.same and line.one and line.two:
            places = differences(line.one, line.two)
        one, two = with_marks(line.one, places[0]), with_marks(line.two, places[1])
        found.append(Shown(line.field, line.same, one, two))
    return found


def with_marks(text: str, places: Places) -> Markup:
    """The text escaped, with `<mark class="differs">` around the places."""
    out, at = Markup(), 0
    for start, end in places:
        out += escape(text[at:start])
        out += Markup('<mark class="differs">{}</mark>').format(text[start:end])
        at = end
    return out + escape(text[at:])


@blueprint.get("/duplicates")
@allow(*WORKERS)
def pairs() -> str:
    """The best doubtful pair that waits, field by field."""
    review: Review = g.served.review
    waiting = review.duplicates.doubtful()
    later = notebook().later(g.name)
    open_ = [pair for pair in waiting if (pair.a, pair.b) not in later]
    pair = open_[0] if open_ else None
    last = notebook().last(g.name)
    done = g.served.behind.job("dedupe")
    return render_template(
        "duplicates.html",
        counts=g.served.once("duplicates", review.duplicates.counts),
        pair=pair,
        lines=side_by_side(pair_lines(review, pair.a, pair.b)) if pair else [],
        why=review.duplicates.why_same(pair.a, pair.b).words if pair else "",
        left=len(open_),
        later=len(waiting) - len(open_),
        last=last,
        last_words=SAID[last.same] if last else "",
        job=g.served.behind.running("dedupe"),
        failed=done.error if done and not done.running else "",
    )


@blueprint.post("/duplicates/run")
@allow(*WORKERS)
def run() -> Response:
    """Compare what has not been compared; many records take a while, so it is done behind."""

    def work(review: Review, job: Job) -> object:
        return review.duplicates.run(progress=job.told)

    try:
        job = g.served.behind.start("dedupe", "Looking for duplicates", g.name, work)
    except WinnowError as error:
        flash(f"{error}.")
    else:
        if job.error:
            flash(f"Not done: {job.error}.")
        elif not job.running:
            found = g.served.review.duplicates.counts()
            flash(f"Compared: {found.duplicates} duplicates in all, {found.doubtful} doubtful.")
    return redirect(url_for("duplicates.pairs"))


@blueprint.post("/duplicates/answer")
@allow(*WORKERS)
def answer() -> Response:
    """Same, different or later, said of the pair that the form names."""
    form = request.form
    pair = waiting_pair(form.get("a", ""), form.get("b", ""))
    said = form.get("said", "")
    if pair is None:
        flash("Not recorded: this pair has been answered meanwhile.")
    elif said == "later":
        notebook().put_off(g.name, (pair.a, pair.b))
        flash(f"{pair.a} and {pair.b} left for later.")
    elif said in ("same", "different"):
        try:
            with g.served.writer() as review:
                done = review.duplicates.answer(pair.a, pair.b, same=said == "same", actor=g.name)
            notebook().answered(g.name, done)
            flash(f"{pair.a} and {pair.b} {SAID[done.same]}.")
        except WinnowError as error:
            flash(f"Not recorded: {error}.")
    else:
        abort(400, "Say same, different or later.")
    return redirect(url_for("duplicates.pairs"))


def waiting_pair(a: str, b: str) -> DoubtfulPair | None:
    """The doubtful pair of these records, if it still waits."""
    pairs = g.served.review.duplicates.doubtful()
    return next((pair for pair in pairs if (pair.a, pair.b) == (a, b)), None)


@blueprint.post("/duplicates/again")
@allow(*WORKERS)
def again() -> Response:
    """Ask about what was left for later."""
    notebook().take_up(g.name)
    return redirect(url_for("duplicates.pairs"))


@blueprint.post("/duplicates/undo")
@allow(*WORKERS)
def undo() -> Response:
    """Take this person's last answer back; the pair is doubtful again."""
    last = notebook().last(g.name)
    if last is None:
        flash(
            "Nothing to take back since the server started: split or merge in the list of groups."
        )
        return redirect(url_for("duplicates.pairs"))
    try:
        with g.served.writer() as review:
            done = review.duplicates.take_back_answer(last, actor=g.name)
        flash(f"Taken back: {' and '.join(done.doubtful)} are doubtful again.")
    except WinnowError as error:
        flash(f"Not taken back: {error}.")
    notebook().forget(g.name, last)
    return redirect(url_for("duplicates.pairs"))


# -- what was merged -------------------------------------------------------------------------------
@blueprint.get("/duplicates/groups")
@allow(*WORKERS)
def groups() -> str:
    """Every citation of several records, and what joined them."""
    review: Review = g.served.review
    page = max(1, request.args.get("page", 1, type=int))
    found, total = g.served.once(
        f"groups {page}", lambda: review.listing.groups((page - 1) * PER_PAGE, PER_PAGE)
    )
    return render_template(
        "groups.html", groups=found, total=total, page=page, more=total > page * PER_PAGE
    )


@blueprint.get("/duplicates/why")
@allow(*WORKERS)
def why() -> str:
    """Two records side by side, and what the matcher says of them."""
    review: Review = g.served.review
    a, b = request.args.get("a", "").strip(), request.args.get("b", "").strip()
    values: dict[str, object] = {"a": a, "b": b}
    if a and b:
        try:
            found = review.duplicates.why_same(a, b)
            values |= {"found": found, "lines": side_by_side(pair_lines(review, *found.records))}
        except WinnowError as error:
            values["error"] = f"{error}."
    return render_template("why_same.html", **values)


@blueprint.post("/duplicates/merge")
@allow(*WORKERS)
def merge() -> Response:
    """Say that two citations are one publication."""
    a, b = request.form.get("a", "").strip(), request.form.get("b", "").strip()
    try:
        with g.served.writer() as review:
            done = review.duplicates.merge(a, b, actor=g.name)
        flash(f"{a} and {b} are one citation now: {done.citation}.")
    except WinnowError as error:
        flash(f"Not merged: {error}.")
    return redirect(url_for("duplicates.why", a=a, b=b))


@blueprint.post("/duplicates/split")
@allow(*WORKERS)
def split() -> Response:
    """Take a record out of its citation, or all records of a citation apart."""
    what = request.form.get("id", "")
    try:
        with g.served.writer() as review:
            done = review.duplicates.split(what, actor=g.name)
        flash(f"{what} is split; citations now: {', '.join(done.citations)}.")
    except WinnowError as error:
        flash(f"Not split: {error}.")
    page = request.form.get("page", 1, type=int)
    return redirect(url_for("duplicates.groups", page=page))
