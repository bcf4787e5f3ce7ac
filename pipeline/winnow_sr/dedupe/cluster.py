"""From pairs to groups: strongest pair first, never joining two records that must stay apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence


class Groups:
    """Disjoint groups of record numbers with pairs that must never meet. No recursion.

    `never(a, b)` says whether two records are two publications whatever a third suggests. It is
    asked about every pair that a join would bring together; records with the same `face` answer
    alike, so a thousand copies are asked about once.
    """

    def __init__(
        self, never: Callable[[int, int], bool], face: Callable[[int], Hashable] = lambda n: n
    ) -> None:
        self._never = never
        self._face = face
        self._parent: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._faces: dict[int, dict[Hashable, int]] = {}
        self._apart: dict[int, set[int]] = defaultdict(set)

    def keep_apart(self, pairs: Iterable[tuple[int, int]]) -> None:
        """A person's word: the two records of each pair stay in two groups."""
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

    def kept_apart(self, a: int, b: int) -> bool:
        """Whether a person said of some record of each group that they are two publications."""
        if not self._apart:
            return False
        one, two = self.members(a), self.members(b)
        if len(one) > len(two):
            one, two = two, one
        marked = [record for record in one if record in self._apart]
        others = set(two) if marked else set()
        return any(not self._apart[record].isdisjoint(others) for record in marked)

    def clash(self, a: int, b: int) -> bool:
        """Whether the rules keep apart some record of one group and some of the other."""
        one, two = self._shown(self.of(a)), self._shown(self.of(b))
        return any(self._never(x, y) for x in one.values() for y in two.values())

    def may_join(self, a: int, b: int) -> bool:
        """Whether neither a person nor a rule keeps the two groups apart."""
        return not self.kept_apart(a, b) and not self.clash(a, b)

    def join(self, a: int, b: int) -> None:
        """Make one group of the groups of two records."""
        small, large = self.of(a), self.of(b)
        if small == large:
            return
        if len(self.members(small)) > len(self.members(large)):
            small, large = large, small
        faces = self._shown(large)
        faces.update(self._shown(small))
        self._faces.pop(small, None)
        self._faces[large] = faces
        together = self._members.pop(large, [large])
        together.extend(self._members.pop(small, [small]))
        self._members[large] = together
        self._parent[small] = large

    def listed(self) -> list[tuple[int, ...]]:
        """All groups of two or more, each sorted, in order of their first record."""
        return sorted(tuple(sorted(members)) for members in self._members.values())

    def _shown(self, root: int) -> dict[Hashable, int]:
        return self._faces.get(root) or {self._face(root): root}


def merges_by_rule(
    links: Iterable[tuple[int, int, str]], before: Iterable[Sequence[int]] = ()
) -> dict[str, int]:
    """Rule -> how many merges it made, in order of first use; derived from the groups, not counted.

    `links` are (record, record, rule) in the order they were recorded, `before` the groups (or
    pairs) that were made otherwise, as by a person. A link counts only where it joins two groups
    that are still two, so a link recorded twice, or between records that are one already, counts
    nothing; the sum is the number of records that joined another, as the groups show it.
    """
    groups = Groups(never=lambda a, b: False)
    for group in before:
        for record in group[1:]:
            groups.join(group[0], record)
    made: dict[str, int] = {}
    for a, b, rule in links:
        if groups.of(a) != groups.of(b):
            groups.join(a, b)
            made[rule] = made.get(rule, 0) + 1
    return made
