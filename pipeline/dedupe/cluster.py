"""From pairs to groups: strongest pair first, never joining two records that must stay apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Groups:
    """Disjoint groups of record numbers with pairs that must never meet. No recursion."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)

    def forbid(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Keep the two records of each pair in two groups from now on."""
        for a, b in pairs:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def of(self, record: int) -> int:
        """The record that names the group of this record."""
        parent = self._parent
        root = record
        while (above := parent.get(root, root)) != root:
            root = above
        while record != root:
            parent[record], record = root, parent.get(record, record)
        return root

    def members(self, record: int) -> list[int]:
        """All records of this record's group, unsorted."""
        root = self.of(record)
        return self._members.get(root, [root])

    def may_join(self, a: int, b: int) -> bool:
        """Whether no two records of the two groups are to be kept apart."""
        one, two = self.members(a), self.members(b)
        if len(one) > len(two):
            one, two = two, one
        apart = self._apart
        if not any(record in apart for record in one):
            return True
        others = set(two)
        return all(apart[record].isdisjoint(others) for record in one if record in apart)

    def join(self, a: int, b: int) -> None:
        """Make one group of the groups of two records."""
        small, large = self.of(a), self.of(b)
        if small == large:
            return
        one, two = self._members.pop(small, [small]), self._members.pop(large, [large])
        if len(one) > len(two):
            small, large, one, two = large, small, two, one
        two.extend(one)
        self._parent[small] = large
        self._members[large] = two

    def listed(self) -> list[tuple[int, ...]]:
        """All groups of two or more, each sorted, in order of their first record."""
        return sorted(tuple(sorted(members)) for members in self._members.values())
