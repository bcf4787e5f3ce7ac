"""Labelled reviews, read to the end in saved orders: where would the rules have stopped?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from winnow_sr.stopping import Checkpoint, History, Rule, make_rule


def saved_orders(corpora: Path, pattern: str) -> list[Path]:
    files = sorted((corpora / "stopping").glob(pattern))
    if not files:
        pytest.skip(f"no saved orders {pattern} in ../shared/corpora/stopping")
    return files


def history_of(file: Path, model: bool = False) -> History:
    with np.load(file) as saved:
        relevant, order, score = saved["y"].astype(bool), saved["order"], saved["pre"]
        points = ()
        if model:
            points = tuple(
                Checkpoint(int(read), row[order[read:]].astype(float))
                for read, row in zip(saved["cps"], saved["sc"], strict=True)
            )
    ranked = int(np.flatnonzero(np.isfinite(score))[0])
    return History(relevant, len(relevant), ranked, score if model else None, checkpoints=points)


def recall_at_stop(rule: Rule, history: History) -> float:
    relevant = np.asarray(history.relevant)
    return float(relevant[: rule.first_stop(history)].sum() / relevant.sum())


@pytest.mark.slow
@pytest.mark.parametrize("target", [0.80, 0.90, 0.95])
@pytest.mark.parametrize("labels", ["inc", "ta", "sinc", "sta"])
def test_cmh_seq_never_stopped_below_its_target(corpora: Path, labels: str, target: float) -> None:
    """The specification's measurement: reliability 1.00 on every set, at every target."""
    rule = make_rule("cmh-seq", target=target)
    for file in saved_orders(corpora, f"{labels}_*_s*.npz"):
        assert recall_at_stop(rule, history_of(file)) >= target - 1e-9, file.name


def test_cmh_misses_where_records_without_abstract_are_ranked_too(corpora: Path) -> None:
    """Specification, section 0: three of five orders of AtypicalAntipsychotics on
    title-and-abstract verdicts stop below 95 %; none once abstract-less records come first."""
    rule = make_rule("cmh", target=0.95)

    def misses(labels: str) -> int:
        files = saved_orders(corpora, f"{labels}_AtypicalAntipsychotics_s*.npz")
        return sum(recall_at_stop(rule, history_of(file)) < 0.95 for file in files)

    assert misses("ta") == 3
    assert misses("sta") == 0


def test_dual_saves_most_where_the_model_separates(corpora: Path) -> None:
    """Kitchenham 2010, seed 0 (specification, example 9): DUAL stops after 1037 of 1704 records
    with recall .978, CMH only after 1401."""
    (file,) = saved_orders(corpora, "inc_Kitchenham_2010_s0.npz")
    history = history_of(file, model=True)
    dual, cmh = make_rule("dual", target=0.95), make_rule("cmh", target=0.95)
    assert dual.first_stop(history) == 1037
    assert recall_at_stop(dual, history) == pytest.approx(0.978, abs=5e-4)
    assert cmh.first_stop(history) == 1401
