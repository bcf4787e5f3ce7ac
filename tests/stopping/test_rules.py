"""Every rule on awkward reviews, and what each says about itself."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.stopping import (
    RULES,
    Audit,
    Checkpoint,
    Control,
    Dual,
    History,
    advice,
    audit_size,
    audit_verdict,
    forecast,
    make_rule,
    recall,
    rules_for_simulation,
)

LABELS = {"certified", "model-supported", "audited", "heuristic"}
EVERY = sorted(RULES)


def ordinary(read: int = 400, total: int = 1000) -> History:
    """A ranking that works: 60 relevant, ever rarer."""
    hits = {int(i * (1 + i / 12)) for i in range(60)}
    return History([position in hits for position in range(read)], total)


@pytest.mark.parametrize("name", EVERY)
def test_every_rule_says_what_it_rests_on(name: str) -> None:
    rule = RULES[name]
    assert rule.name == name
    assert rule.label in LABELS
    assert rule.assumption.endswith(".")
    assert rule.guarantee.endswith(".")
    # A rule of thumb must not be offered without how often it failed.
    assert bool(rule.warning) is (rule.label == "heuristic")
    assert any(year in (rule.__doc__ or "") for year in ("2016", "2020", "2021", "2024", "spec"))


@pytest.mark.parametrize("name", EVERY)
def test_everything_read_is_a_stop_with_full_recall(name: str) -> None:
    done = ordinary(1000, 1000)
    assert make_rule(name).evaluate(done).stop
    assert forecast(done, make_rule(name)).more == 0
    bound = recall(done)
    assert (bound.low, bound.estimate, bound.high) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "history",
    [
        History([], 500),
        History([False], 500),
        History([True], 500),
        History([True] * 40, 500),
        History([False] * 40, 500, first=40),
        History([True, False], 2),
        History([True], 2, first=1),
        History([], 0),
    ],
    ids=["nothing", "one-miss", "one-hit", "all-hits", "no-ranking", "all-of-2", "1-of-2", "empty"],
)
def test_no_rule_breaks_on_an_awkward_review(name: str, history: History) -> None:
    verdict = make_rule(name).evaluate(history)
    assert verdict.label == RULES[name].label
    assert verdict.text
    assert verdict.numbers["read"] == history.read
    assert 0 <= recall(history).low <= (recall(history).estimate or 1) <= 1
    forecast(history, make_rule(name))
    advice(history)
    if history.unread:
        # Nothing to go on yet: whatever else, none of these may be declared finished.
        assert not verdict.stop


@pytest.mark.parametrize("rule", rules_for_simulation(0.95), ids=lambda rule: rule.name)
def test_first_stop_is_what_looking_after_every_citation_gives(rule) -> None:
    history = ordinary(500, 500)
    one_by_one = next(t for t in range(501) if rule.evaluate(history.prefix(t)).stop)
    assert rule.first_stop(history) == one_by_one


@pytest.mark.parametrize("rule", rules_for_simulation(0.9), ids=lambda rule: rule.name)
def test_a_forecast_comes_true(rule) -> None:
    """Reading that many more irrelevant citations meets the rule, one fewer does not."""
    now = ordinary(300, 1500)
    more = forecast(now, rule).more
    assert more is not None
    if more:
        for ahead, stop in ((more, True), (more - 1, False)):
            later = History([*now.relevant, *[False] * ahead], now.total)
            assert rule.evaluate(later).stop is stop


def test_dual_looks_at_checkpoints_and_needs_both_of_its_witnesses() -> None:
    """A model that separates well lets DUAL stop before CMH-seq; without scores it cannot."""
    total = 1000
    relevant = np.zeros(total, dtype=bool)
    relevant[:30] = relevant[30:70:4] = True
    score = np.linspace(3, -3, total)
    points = tuple(Checkpoint(t, score[t:]) for t in range(50, total, 10))
    history = History(relevant, total, scores=score, checkpoints=points)
    dual, seq = Dual(0.95), make_rule("cmh-seq", target=0.95)
    at, certified = dual.first_stop(history), seq.first_stop(history)
    assert at < certified
    verdict = dual.evaluate(history.prefix(at))
    assert verdict.stop
    assert verdict.label == "model-supported"
    assert verdict.numbers["certified"] == 0
    assert verdict.numbers["p_min"] < 0.2
    assert verdict.numbers["bound"] <= verdict.numbers["allowed"]
    # The guard matters: the model alone was content much earlier.
    assert Dual(0.95, guard=1.0).first_stop(history) < at
    assert dual.first_stop(History(relevant, total)) == certified
    # Scores on another scale carry the same information.
    scaled = History(
        relevant,
        total,
        scores=score * 7 + 100,
        checkpoints=tuple(Checkpoint(p.read, p.unread_scores * 7 + 100) for p in points),
    )
    assert dual.first_stop(scaled) == at


def test_dual_waits_for_twenty_relevant() -> None:
    score = np.linspace(3, -3, 1000)
    history = History(
        [True] * 19 + [False] * 781, 1000, scores=score[:800], unread_scores=score[800:]
    )
    verdict = Dual(0.80).evaluate(history)
    assert verdict.numbers["found"] == 19
    assert verdict.stop is bool(verdict.numbers["certified"])


def test_an_audit_passes_only_with_the_sample_it_asked_for() -> None:
    """45 found, 1000 unread: the size asked for passes with no hit, fails with one."""
    now = ordinary(300, 1300)
    rule = make_rule("audit", target=0.95)
    size = int(rule.evaluate(now).numbers["size"])

    def after(*audits: Audit) -> bool:
        history = History(now.relevant, now.total, audits=audits)
        return rule.evaluate(history).stop

    found = now.found
    assert after(Audit(1000, found, size, 0))
    assert not after(Audit(1000, found, size, 1))
    assert not after(Audit(1000, found, size - 1, 0))
    # One audit was planned: trying again is not allowed to pass.
    assert not after(Audit(1000, found, size, 1), Audit(900, found + 1, 900, 0))


def test_a_series_of_audits_spends_half_each_time() -> None:
    rule = make_rule("audit", target=0.95, single=False)
    first = audit_size(1000, 45, 0.95, 0.95, attempt=1)
    second = audit_size(1000, 45, 0.95, 0.95, attempt=2)
    assert audit_size(1000, 45, 0.95, 0.95) < first < second
    read = History([True] * 45 + [False] * 5, 1050, audits=(Audit(1000, 45, first, 0),))
    assert rule.evaluate(read).stop
    levels = [audit_verdict(1000, 45, 1, 0, 0.95, 0.95, k).numbers["level"] for k in (1, 2, 3)]
    assert levels == pytest.approx([0.025, 0.0125, 0.00625])
    assert sum(levels) < 0.05


def test_the_audit_is_exact() -> None:
    """60 found, 4 too many unread in 500: over all samples the chance of passing is at most 5 %,
    by adding up the hypergeometric distribution itself."""
    from scipy.stats import hypergeom

    unread, found, target = 500, 60, 0.95
    for left in (4, 6, 10):
        assert found / (found + left) < target
        for size in (100, 200, 350):
            passing = sum(
                hypergeom.pmf(x, unread, left, size)
                for x in range(left + 1)
                if (found + x) / (found + left) < target
                and audit_verdict(unread, found, size, x, target, 0.95).stop
            )
            assert passing <= 0.05


def test_an_impossible_audit_is_refused() -> None:
    with pytest.raises(WinnowError, match="hits <= drawn <= unread"):
        audit_verdict(100, 10, 5, 6, 0.95, 0.95)


def test_control_rules_count_what_the_ranking_reached() -> None:
    now = ordinary(400, 1000)

    def stop(name: str, positives: int, reached: int, **more: float) -> bool:
        control = Control(positives, reached, sampled=800)
        history = History(now.relevant, now.total, control=control)
        return make_rule(name, target=0.95, **more).evaluate(history).stop

    assert stop("qbcb", 59, 59)
    assert not stop("qbcb", 59, 58)
    assert stop("qbcb", 93, 92)
    assert not stop("qbcb", 58, 58), "58 are too few for 95 % with 95 % confidence"
    assert stop("target", 10, 10)
    assert not stop("target", 10, 9)
    assert not stop("target", 9, 9)


def test_unknown_rules_and_impossible_numbers_are_told_what_is_possible() -> None:
    with pytest.raises(WinnowError, match="cmh-seq, dual, audit"):
        make_rule("magic")
    with pytest.raises(WinnowError, match="no parameter 'window': it takes target, confidence, n"):
        make_rule("consecutive", window=3)
    for numbers in ({"target": 1.0}, {"target": 95}, {"confidence": 0.0}):
        with pytest.raises(WinnowError, match="give a fraction between 0 and 1"):
            make_rule("cmh", **numbers)
    with pytest.raises(WinnowError, match="give a number of citations"):
        make_rule("consecutive", n=0)
    with pytest.raises(WinnowError, match="use one of refined, power, simultaneous"):
        make_rule("cmh-seq", level_form="loose")
    assert make_rule("CMH_seq", target=0.9).name == "cmh-seq"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"relevant": [True, False], "total": 1}, "2 citations have been read but only 1"),
        ({"relevant": [True], "total": 5, "first": 2}, "give a number from 0 to 1"),
        ({"relevant": [True, None], "total": 5}, "settle every conflict"),
        ({"relevant": [True, float("nan")], "total": 5}, "settle every conflict"),
        ({"relevant": [True], "total": 5, "scores": [1.0, 2.0]}, "scores has 2 values where 1"),
        ({"relevant": [True], "total": 5, "unread_scores": []}, "unread_scores has 0 values"),
    ],
)
def test_a_history_that_cannot_be_is_refused(arguments: dict, message: str) -> None:
    with pytest.raises(WinnowError, match=message):
        History(**arguments)


def test_advice_for_small_and_poor_reviews() -> None:
    def said(history: History, **more: float) -> str:
        return " ".join(advice(history, **more))

    assert "no stopping rule can help" in said(History([True] * 5 + [False] * 5, 99))
    assert "No relevant citation has been found" in said(History([False] * 50, 500))
    assert "One relevant citation has been found" in said(History([True] + [False] * 50, 500))
    assert "Everything read so far is relevant" in said(History([True] * 30, 500))
    assert "ranked order yet" in said(History([True] * 30, 500, first=30))
    assert "excluded by mistake is missed" in said(History([True, False], 2))
    # 18 found, K = 1: level .03, so 97 % of the rest; at 90 % K is 3, so 1 - .0181^(1/3) = 73.7 %.
    eighteen = said(History([True] * 18 + [False] * 50, 500), target=0.95)
    assert "about 97 % of everything since the last" in eighteen
    assert "90 % would mean about 73.7 %" in eighteen
    assert advice(ordinary()) == []


def test_no_bare_percentage() -> None:
    """Every statement about recall carries a count and a confidence."""
    text = recall(ordinary()).text
    assert text.startswith("Found ")
    assert "at least" in text
    assert "95 % confidence" in text
    assert "est guess" not in text  # too early for one


def test_importing_the_room_loads_nothing_heavy() -> None:
    """`winnow decide` must not pay for SciPy."""
    code = (
        "import sys, winnow_sr.stopping;"
        "print([m for m in ('numpy', 'scipy', 'pandas', 'sklearn') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
