"""Features are kept by content: found again, grown, never trusted when broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from winnow_sr.ranking.features import KEPT, Features
from winnow_sr.ranking.fields import BLOCKS, words
from winnow_sr.ranking.matrix import Matrix
from winnow_sr.ranking.svm import DenseGram, SparseGram, balanced_weights, fit_dual
from winnow_sr.ranking.term_counts import Counts, beside, take
from winnow_sr.ranking.term_matrices import count_blocks, count_terms
from winnow_sr.records.model import Record

PARTS = tuple(Counts.__dataclass_fields__)


def records(n: int, first: int = 0) -> list[Record]:
    return [
        Record(title=f"Trial {i} of opioid{i % 3}", abstract=f"pain{i} relief relief {i % 4}")
        for i in range(first, first + n)
    ]


def same(one: Features, two: Features) -> bool:
    return one.blocks.keys() == two.blocks.keys() and all(
        equal(one.blocks[b], two.blocks[b]) for b in one.blocks
    )


def test_kept_features_are_opened_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Features.of(records(20), tmp_path)
    monkeypatch.setattr("winnow_sr.ranking.features.count_blocks", None)
    assert same(Features.of(records(20), tmp_path), made)


def test_only_new_citations_are_counted_and_the_result_is_as_if_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Features.of(records(20), tmp_path)
    counted: list[int] = []

    def watched(new: list[Record], *rest: object) -> dict[str, Counts]:
        counted.append(len(new))
        return count_blocks(new, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("winnow_sr.ranking.features.count_blocks", watched)
    changed = [*records(5, first=100), *records(20)[::-1][:15]]
    grown = Features.of(changed, tmp_path)
    assert counted == [5]
    monkeypatch.undo()
    assert same(grown, Features.of(changed))


def test_citations_alike_in_every_field_are_each_counted(tmp_path: Path) -> None:
    """A copy is another record that has the terms: they are lone no longer."""
    Features.of([*records(3), records(1)[0]], tmp_path)
    more = [records(1)[0], *records(3), *records(1), *records(2, first=9)]
    assert same(Features.of(more, tmp_path), Features.of(more))


def test_a_changed_abstract_is_a_new_citation(tmp_path: Path) -> None:
    before = Features.of(records(3), tmp_path)
    mended = [*records(2), Record(title="Trial 2 of opioid2", abstract="something else")]
    assert Features.of(mended, tmp_path).address != before.address


def test_a_broken_cache_is_made_again(tmp_path: Path) -> None:
    made = Features.of(records(8), tmp_path)
    for path in tmp_path.glob("*.features"):
        path.write_bytes(path.read_bytes()[:200])
    assert same(Features.of(records(8), tmp_path), made)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file where the folder should be")
    assert len(Features.of(records(4), in_the_way)) == 4


def test_the_cache_does_not_grow_for_ever(tmp_path: Path) -> None:
    for n in range(3, 10):
        Features.of(records(n), tmp_path)
    assert len(list(tmp_path.glob("*"))) == KEPT


def test_terms_are_those_of_asreviews_tfidf() -> None:
    """Same tokens, pairs, weights and lengths as scikit-learn with ELAS u4's parameters."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [f"{r.title} {r.abstract}" for r in records(30)]
    peer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_df=0.95).fit_transform(texts)
    block = BLOCKS["text"]
    matrix = Matrix.of({"text": (count_terms(records(30), block), block.most)})
    assert matrix.gram("text") == pytest.approx((peer @ peer.T).toarray())


@pytest.mark.parametrize("slice_", [1, 3, 2**17])
def test_every_record_has_length_one_however_its_terms_are_kept(
    slice_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terms of its own only, shared ones only, both: all but a record without any term."""
    monkeypatch.setattr("winnow_sr.ranking.matrix.SLICE", slice_)
    block = BLOCKS["text"]
    for titles in (
        ["aa bb", "bb cc", "cc cc aa", "dd", "", "ee ff"],
        ["aa", "bb", "cc dd"],
        ["aa", "", "aa bb", "cc", ""],
    ):
        group = [Record(title=title) for title in titles]
        gram = Matrix.of({"text": (count_terms(group, block), block.most)}).gram("text")
        assert np.diagonal(gram) == pytest.approx([1.0 if title else 0.0 for title in titles])


def test_letters_tell_the_family_of_a_drug() -> None:
    """`olanzapine` and `clozapine` share no word; they share how they end."""
    pair = [
        Record(title="olanzapine"),
        Record(title="clozapine"),
        Record(title="ibuprofen"),
        Record(title="x y"),
    ]
    block = BLOCKS["letters"]
    gram = Matrix.of({"letters": (count_terms(pair, block), block.most)}).gram("letters")
    assert gram[0, 1] > 0.2
    assert gram[0, 2] == 0


TEXT = st.text(alphabet="ab é中文*- ", max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXT, TEXT), max_size=8), st.integers(0, 8))
def test_counting_in_parts_is_counting_at_once(texts: list[tuple[str, str]], cut: int) -> None:
    group = [Record(title=t, abstract=a) for t, a in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("winnow_sr.ranking.term_matrices.CHUNK", 3)
        in_chunks = count_blocks(group, tuple(BLOCKS.values()))
    for name, block in BLOCKS.items():
        whole = count_terms(group, block)
        parts = beside(count_terms(group[:cut], block), count_terms(group[cut:], block))
        assert equal(parts, whole)
        assert equal(in_chunks[name], whole)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXT, TEXT), max_size=8), st.data())
def test_taking_some_is_counting_those(texts: list[tuple[str, str]], data: st.DataObject) -> None:
    """Terms that only one of the taken has lose their column, in whatever order they are taken."""
    group = [Record(title=t, abstract=a) for t, a in texts]
    rows = data.draw(st.permutations(range(len(group))))[: data.draw(st.integers(0, 8))]
    for block in BLOCKS.values():
        some = take(count_terms(group, block), np.array(rows, dtype=np.int64))
        assert equal(some, count_terms([group[i] for i in rows], block))


def test_a_block_that_outgrows_narrow_columns_is_as_if_made_anew() -> None:
    """Places are held in 16 bits up to 65,536 columns, wider above, narrower again below."""
    block = BLOCKS["types"]
    few, many = (
        [Record(publication_types=tuple(f"{name}{i}" for i in range(40_000)))] * 2 for name in "ab"
    )
    grown = beside(count_terms(few, block), count_terms(many, block))
    assert len(grown.columns) == 80_000
    assert equal(grown, count_terms([*few, *many], block))
    assert equal(take(grown, np.array([0, 1])), count_terms(few, block))


def equal(one: Counts, two: Counts) -> bool:
    """The same bytes in every array."""
    return all(
        getattr(one, p).dtype == getattr(two, p).dtype
        and getattr(one, p).tobytes() == getattr(two, p).tobytes()
        for p in PARTS
    )


def test_words_of_unspaced_scripts_are_pairs_of_characters() -> None:
    assert words("阿片类 Pain") == ["阿片", "片类", "pain"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 40))
def test_the_machine_finds_the_minimum(seed: int, n: int) -> None:
    """At the minimum of squared hinge every coefficient is 2 c y max(0, 1 - y f)."""
    from scipy.sparse import csr_array

    rng = np.random.RandomState(seed)
    rows = rng.rand(n, 5)
    y = rng.randint(0, 2, n)
    y[:2] = 1, 0
    cost = 3.0 * balanced_weights(y, 9.8)
    dense = DenseGram(rows @ rows.T + 1.0)
    beta = fit_dual(dense, y, cost, tolerance=1e-10)
    sign = 2 * y - 1
    slack = np.maximum(0, 1 - sign * dense.times(beta))
    assert beta == pytest.approx(2 * cost * sign * slack, abs=1e-5)
    sparse = fit_dual(SparseGram([(1.0, csr_array(rows))], np.zeros(n)), y, cost, tolerance=1e-10)
    assert sparse == pytest.approx(beta, abs=1e-6)


def test_a_very_large_set_is_read_in_bounded_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the limit terms share columns, and pairs and letters are left out; it still ranks."""
    from winnow_sr.ranking import rank

    monkeypatch.setattr("winnow_sr.ranking.features.FOLDED_FROM", 10)
    group = [
        Record(
            title="opioid pain" if i % 2 else "heart attack",
            keywords=("Pain" if i % 2 else "Heart",),
        )
        for i in range(20)
    ]
    large = Features.of(group, tmp_path)
    assert "letters" not in large.blocks
    assert all(int(c.columns.max(initial=0)) < 2**22 for c in large.blocks.values())
    assert same(large, Features.of(group, tmp_path))
    order = rank(group, {1: 1, 0: 0}, cache=tmp_path, dry=2).order
    assert {i % 2 for i in order[:10]} == {1}
