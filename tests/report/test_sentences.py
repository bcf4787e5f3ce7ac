"""A sentence says only what events say: take kinds of events away, and what rested on them is gone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

import pytest

from tests.report.conftest import Tea
from tests.report.test_histories import act
from winnow_sr.ledger.codec import StoredEvent
from winnow_sr.ledger.events import KINDS
from winnow_sr.report import deviations
from winnow_sr.report.checklist import FILLS, answer_text
from winnow_sr.report.document import Block, Bullets, Document, Paragraph
from winnow_sr.report.evidence import evidence_map
from winnow_sr.report.facts import Facts
from winnow_sr.report.manuscript import methods
from winnow_sr.report.sentences import Sentence, held, say
from winnow_sr.report.tables import results
from winnow_sr.review.report import Basis, basis_of

TEXTS = (methods, results, evidence_map)
"""Documents that tell what happened (the others are checklists, or tell the plan)."""

REMOVED = {
    "search_imported": None,  # nothing can happen without records
    "duplicates_found": {"duplicates_found", "citations_split", "citations_merged"},
    "decision_made": {"decision_made", "decision_withdrawn", "conflict_resolved"},
    "decision_withdrawn": {"decision_withdrawn"},
    "conflict_resolved": {"conflict_resolved", "decision_withdrawn"},
    "screening_stopped": {"screening_stopped", "screening_resumed"},
    "records_removed": {"records_removed", "records_restored"},
    "study_described": {"study_described"},
    "stop_rule_fixed": {"stop_rule_fixed", "screening_stopped", "screening_resumed"},
    "round_opened": {"round_opened", "round_closed", "gate_overridden", "round_cancelled"},
    "model_trained": {"model_trained", "screening_stopped", "screening_resumed"},
}
"""A kind -> the kinds that go with it, for they could not have happened without it."""

TOLD = {
    "search_imported": r"records? from \d+ export file|Records identified:",
    "duplicates_found": r"were grouped into one citation|By rule, |winnow \S+ compared the",
    "decision_made": r"were read by (one|two) reviewer|kappa |excluded on title|Included: \d|ended by",
    "decision_withdrawn": r"taken back by the reviewer",
    "conflict_resolved": r"ended by an adjudicator",
    "screening_stopped": r"was declared finished|left unread|Label of the stop|The rule assumes|bounded by|"
    r"consulted before",
    "records_removed": r"Before screening, \d|arked as ineligible by a rule",
    "study_described": r"were described|was described|Studies behind the map",
    "stop_rule_fixed": r"Rule for stopping:|fixed on",
    "round_opened": r"Rounds:|pilot drawn|Round 1",
    "model_trained": r"Rankings made|proposed the order|It was model|trained on|Training set",
}
"""What words give each kind away: the other, independent look at the same law."""


def paragraphs(blocks: Iterable[Block]) -> Iterable[Paragraph]:
    for block in blocks:
        if isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Paragraph):
            yield block


def without(events: list[StoredEvent], kind: str) -> list[StoredEvent]:
    """The history as if nothing of the kind had happened."""
    gone = REMOVED[kind]
    if gone is None:
        return [e for e in events if e.kind in ("review_created", "stop_rule_fixed")]
    return [e for e in events if e.kind not in gone]


def grounds(document: Document) -> set[str]:
    """Every kind that a sentence of the document says that it rests on."""
    return {
        kind
        for p in paragraphs(document.blocks)
        for on in p.rests_on
        for alternatives in on
        for kind in alternatives.split("|")
    }


def all_text(facts: Facts) -> str:
    told = [p.text for make in TEXTS for p in paragraphs(make(facts).blocks)]
    found = [fill(facts) for fill in FILLS.values()]
    return "\n".join([*told, *(s.text for a in found for s in held(facts, a.sentences))])


@pytest.mark.parametrize("seed", range(4))
def test_what_rested_on_events_goes_with_them(begun: Tea, seed: int) -> None:
    begun.searched()
    begun.team("round", "open", "--kind", "pilot", "--size", "4", "--as", "Ana")
    begun.team("round", "close", "--as", "Ana")
    begun.team("round", "override", "--reason", "nobody could come", "--as", "Ana")
    begun.screened().read()
    review, rng = begun.review, random.Random(100 + seed)
    review.rankings.train()
    for _ in range(80):
        act(review, rng)
    events = list(review.session.store.events())

    def facts_of(some: list[StoredEvent]) -> Facts:
        basis = basis_of(some)
        return review.report._facts(Basis(some, basis.state, basis.plan), None)

    whole = facts_of(events)
    for make in TEXTS:
        for p in paragraphs(make(whole).blocks):
            assert p.rests_on, f"a sentence that declares nothing: {p.text}"
    assert grounds(methods(whole)) <= set(KINDS), "kinds that no ledger knows"
    for kind, words in TOLD.items():
        if not whole.happened.get(kind):
            continue
        less = facts_of(without(events, kind))
        assert not less.happened.get(kind)
        for make in TEXTS:
            for p in paragraphs(make(less).blocks):
                for on in p.rests_on:
                    assert all(
                        any(less.happened.get(k) for k in alternatives.split("|"))
                        for alternatives in on
                    ), p.text
        found = re.search(words, all_text(less))
        assert not found, (kind, found and found[0])
        for d in deviations.deviations(less):
            assert all(any(less.happened.get(k) for k in a.split("|")) for a in d.on), d
    review.close()


@pytest.mark.parametrize("kind", sorted(TOLD))
def test_the_words_looked_for_are_said_where_the_events_happened(
    everything: str, kind: str
) -> None:
    """Or the test above could not fail."""
    assert re.search(TOLD[kind], everything), kind


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All that the kit says of a history in which everything happened."""
    from tests.report.conftest import PROTOCOL, TRIAL
    from tests.winnow import Team

    folder = tmp_path_factory.mktemp("all")
    (folder / "tea.yaml").write_text(PROTOCOL, "utf-8")
    tea = Tea(Team(folder / "review", folder / "tea.yaml"), folder).searched()
    team = tea.team
    team("remove", "K12", "--reason", "of another year", "--by", "automation", "--as", "Ana")
    team("round", "open", "--kind", "pilot", "--size", "4", "--as", "Ana")
    team("round", "close", "--as", "Ana")
    team("round", "override", "--reason", "nobody could come", "--as", "Ana")
    review = tea.review
    review.rankings.train()
    review.close()
    for who in ("Ana", "Ben"):
        for row in team.json("queue", "--as", who, "-n", "9"):
            relevant = "include" if row["key"] in ("K1", "K2", "K3") else "exclude"
            team("decide", row["citation"], relevant, "--as", who)
    team("decide", "K11", "include", "--as", "Ana")
    team("undo", "--as", "Ana")
    for key in ("K1", "K2", "K3"):
        team("decide", key, "include", "--as", "Ana")
        team("decide", key, "exclude" if key == "K3" else "include", "--as", "Ben")
    team("resolve", "K3", "exclude", "--as", "Cleo")
    team("stop", "--declare", "--as", "Ana", "--against-rule", "--reason", "no money left")
    for key in ("K1", "K2"):
        team("retrieve", key, "retrieved")
        for who in ("Ana", "Ben"):
            team("decide", key, "include", "--as", who, "--stage", "full-text")
    team("study", TRIAL, "K1", "K2")
    team("describe", TRIAL, "--design", "cohort study", "--claim", "C1", "--as", "Ana")
    review = tea.review
    text = all_text(review.report.facts())
    review.close()
    return text


def test_every_kind_that_an_answer_rests_on_exists(begun: Tea) -> None:
    facts = begun.searched().screened().review.report.facts()
    for name, fill in FILLS.items():
        found = fill(facts)
        assert answer_text(found)
        for s in found.sentences:
            for kinds in (*s.on, *s.without):
                assert set(kinds.split("|")) <= set(KINDS), name


def test_a_sentence_is_said_only_where_all_of_it_happened() -> None:
    facts = Facts.__new__(Facts)
    object.__setattr__(facts, "happened", {"review_created": 1, "decision_made": 2})
    assert held(facts, [say("Planned.")])
    assert held(facts, [say("Voted.", "decision_made")])
    assert held(facts, [say("Either.", "model_trained|decision_made")])
    assert not held(facts, [say("Both.", "model_trained", "decision_made")])
    assert not held(facts, [say("None.", without=("decision_made",))])
    assert not held(facts, [Sentence("", ("review_created",))])
