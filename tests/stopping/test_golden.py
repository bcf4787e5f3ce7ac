"""The published and worked examples: stopping.md, section 7, numbered as there."""

from __future__ import annotations

import numpy as np
import pytest

from winnow_sr.stopping import (
    CMH,
    Audit,
    Budget,
    CMHSeq,
    Dual,
    History,
    Knee,
    audit_size,
    make_rule,
    positives_to_reach,
    recall,
    share_to_read,
    target_size,
)
from winnow_sr.stopping.alpha_levels import sequential_level
from winnow_sr.stopping.audit import audit_probability
from winnow_sr.stopping.poisson import Curve, largest_total
from winnow_sr.stopping.urns import missing_to_fail

# fmt: off
SEQUENCE_G = [
    0, 1, 2, 4, 5, 7, 8, 10, 12, 15, 18, 20, 22, 25, 27, 30, 33, 36, 40, 44, 49, 55, 60, 66, 75,
    80, 92, 101, 115, 130, 150, 171, 190, 205, 221, 240, 255, 262, 270, 281,
]
# fmt: on


def sequence_g(read: int) -> History:
    relevant = [position in SEQUENCE_G for position in range(read)]
    return History(relevant, total=1000)


@pytest.mark.parametrize(
    ("target", "missing", "p"),
    [(0.90, 3, 0.00146056475170399), (0.95, 2, 0.014240506329113922)],
)
def test_1_the_example_of_the_buscar_readme(target: float, missing: int, p: float) -> None:
    history = History([True] * 20 + [False] * 70, total=100)
    numbers = CMH(target).evaluate(history).numbers
    assert numbers["missing"] == missing
    assert numbers["p_min"] == pytest.approx(p, rel=1e-12)


def documentation_order() -> np.ndarray:
    """generate_dataset(random_seed=12345) of buscarpy's documentation, rebuilt from its recipe:
    20,000 records, 200 relevant, drawn without replacement, relevant ones ten times as likely."""
    relevant = np.zeros(20_000, dtype=np.int8)
    relevant[:200] = 1
    weight = np.where(relevant == 1, 10.0, 1.0)
    rng = np.random.default_rng(seed=12345)
    return rng.choice(relevant, relevant.shape, replace=False, p=weight / weight.sum())


def test_2_the_example_of_the_buscarpy_documentation() -> None:
    order = documentation_order().astype(bool)
    published = {
        1000: 0.99606155,
        2000: 0.99302676,
        3000: 0.97631598,
        4000: 0.99875051,
        5000: 0.97048041,
        6000: 0.89350356,
        7000: 0.68316963,
        8000: 0.81479109,
        9000: 0.31343407,
        10000: 0.10980177863883214,
        11000: 0.0344359,
        12000: 0.009418930806106517,
    }
    ours = {
        read: CMH(0.95).evaluate(History(order[:read], 20_000)).numbers["p_min"]
        for read in published
    }
    assert ours == pytest.approx(published, rel=1e-6)
    strict = CMH(0.99).evaluate(History(order[:12_000], 20_000))
    assert strict.numbers["p_min"] == pytest.approx(0.2803368882417732, rel=1e-12)


def test_3_the_radjenovic_review_of_the_paper() -> None:
    """45 found, 5029 left: the paper stops after 3176 further irrelevant records."""
    # The hits come just before the ranked phase, so the urn is the 5029 that are left.
    order = History([True] * 45 + [False] * 5029, total=5074, first=45)
    assert missing_to_fail(45, 0.95) == 3
    assert CMH(0.95).first_stop(order) == 45 + 3176
    at_the_stop = CMH(0.95).evaluate(order.prefix(45 + 3176))
    assert at_the_stop.numbers["p_min"] == pytest.approx(0.0499732, abs=5e-8)


@pytest.mark.parametrize(
    ("positives", "needed"), [(59, 59), (93, 92), (124, 122), (153, 150), (181, 177), (58, None)]
)
def test_4_qbcb_bounds_and_target_sizes(positives: int, needed: int | None) -> None:
    assert positives_to_reach(positives, 0.95, 0.95) == needed
    assert target_size(0.70) == 10
    assert target_size(0.95) == 60


def test_5_poisson_quantiles() -> None:
    assert largest_total(26.05102, 0.95) == 35
    mu = Curve(a=0.9, k=-0.8).expected(2000)
    assert mu == pytest.approx(16.078727, abs=5e-7)
    assert largest_total(mu, 0.95) == 23


@pytest.mark.parametrize("form", ["power", "refined"])
@pytest.mark.parametrize(
    ("target", "read", "p", "cmh", "seq"),
    [
        (0.95, 600, 0.1723293845, False, False),
        (0.95, 700, 0.0725190464, False, False),
        (0.95, 800, 0.0213792094, True, False),
        (0.95, 850, 0.0089739288, True, True),
        (0.90, 600, 0.0530689843, False, False),
        (0.90, 700, 0.0124880892, True, True),
    ],
)
def test_6_sequence_g(target: float, read: int, p: float, cmh: bool, seq: bool, form: str) -> None:
    history = sequence_g(read)
    verdict = CMHSeq(target, level_form=form).evaluate(history)
    assert verdict.numbers["p_min"] == pytest.approx(p, abs=5e-11)
    assert verdict.numbers["urn"] == 282
    assert verdict.stop is seq
    assert CMH(target).evaluate(history).stop is cmh


def test_6_levels_of_cmh_seq() -> None:
    assert sequential_level(0.05, missing_to_fail(40, 0.95)) == pytest.approx(0.018105, abs=5e-7)
    assert sequential_level(0.05, missing_to_fail(40, 0.90)) == pytest.approx(0.013326, abs=5e-7)


@pytest.mark.parametrize(
    ("read", "largest", "low"),
    [(300, 133, 0.300752), (400, 69, 0.579710), (600, 47, 0.851064), (800, 43, 0.930233)],
)
def test_6_recall_bound(read: int, largest: int, low: float) -> None:
    bound = recall(sequence_g(read))
    assert bound.largest_total == largest
    assert bound.low == pytest.approx(low, abs=5e-7)


@pytest.mark.parametrize(("sampled", "hits", "upper"), [(200, 0, 28), (200, 3, 74), (100, 5, 201)])
def test_7_upper_bound_on_the_relevant_from_a_control_sample(
    sampled: int, hits: int, upper: int
) -> None:
    """Inverting the exact test: the largest number of relevant in 2000 it does not rule out."""
    from scipy.stats import hypergeom

    chance = hypergeom.cdf(hits, 2000, np.arange(2001), sampled)
    assert np.flatnonzero(chance >= 0.05)[-1] == upper
    # The same test is the audit's: one relevant more among the unread is ruled out, `upper` not.
    # With r found, K = floor((r + x) / tau) + 1 - r; the target is set so that K is what we want.
    found = 1000
    for missing, passes in ((upper, False), (upper + 1, True)):
        target = (found + hits) / (found + missing - 0.5)
        assert (audit_probability(Audit(2000, found, sampled, hits), target) < 0.05) is passes


def test_8_knee_and_budget() -> None:
    perfect = History([position < 100 for position in range(1000)], total=1000)
    assert Knee().first_stop(perfect) == 170
    assert Budget().first_stop(perfect) == 115


GOLDEN_DUAL = {
    1037: (44, 2, 0.333781, 0.097709, 1.864309, 0.164294, True),
    1020: (44, 2, None, None, 2.031953, None, False),
}


@pytest.mark.parametrize("read", GOLDEN_DUAL)
def test_9_dual_on_a_saved_order(read: int, corpora) -> None:
    saved = np.load(corpora / "stopping" / "inc_Kitchenham_2010_s0.npz")
    relevant, order = saved["y"].astype(bool), saved["order"]
    now = list(saved["cps"]).index(read)
    history = History(
        relevant[:read],
        total=len(relevant),
        first=2,
        scores=saved["pre"][:read],
        unread_scores=saved["sc"][now][order[read:]],
    )
    found, allowed, expected, variance, bound, p_min, stop = GOLDEN_DUAL[read]
    verdict = Dual(0.95).evaluate(history)
    numbers = verdict.numbers
    assert (numbers["found"], numbers["allowed"], verdict.stop) == (found, allowed, stop)
    # The saved scores have half precision, so the sixth digit may differ.
    assert numbers["bound"] == pytest.approx(bound, abs=1e-5)
    if expected is not None:
        assert numbers["expected"] == pytest.approx(expected, abs=1e-5)
        assert numbers["variance"] == pytest.approx(variance, abs=1e-5)
        assert numbers["p_min"] == pytest.approx(p_min, abs=5e-7)


@pytest.mark.parametrize(
    ("found", "missing", "nominal", "sequential"),
    [
        (1, 1, 0.950, 0.965),
        (18, 1, 0.950, 0.965),
        (19, 2, 0.776, 0.848),
        (38, 3, 0.632, 0.737),
        (57, 4, 0.527, 0.649),
        (76, 5, 0.451, 0.578),
        (95, 6, 0.393, 0.522),
        (151, 8, 0.312, 0.437),
    ],
)
def test_10_share_to_read(found: int, missing: int, nominal: float, sequential: float) -> None:
    assert missing_to_fail(found, 0.95) == missing
    assert 1 - 0.05 ** (1 / missing) == pytest.approx(nominal, abs=5e-4)
    assert share_to_read(found, 0.95, 0.95, "power") == pytest.approx(sequential, abs=5.1e-4)


def test_10_a_long_review_stops_after_about_that_share() -> None:
    """19 found at once, then nothing: the stop of an order of 100,000 is at the tabled share."""
    order = History([True] * 19 + [False] * 99_981, total=100_000, first=19)
    at = make_rule("cmh-seq", target=0.95).first_stop(order)
    assert at is not None
    assert (at - 19) / 99_981 == pytest.approx(0.848, abs=1e-3)


def test_an_audit_draws_what_the_formula_says() -> None:
    """About M (1 - alpha^(1/K)) with no hit: 1000 unread, 45 found, target .95 so K = 3."""
    drawn = audit_size(1000, 45, 0.95, 0.95)
    assert drawn == pytest.approx(1000 * (1 - 0.05 ** (1 / 3)), rel=0.01)
    assert audit_probability(Audit(1000, 45, drawn, 0), 0.95) < 0.05
    assert audit_probability(Audit(1000, 45, drawn - 1, 0), 0.95) >= 0.05
