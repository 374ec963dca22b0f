"""One conflict for what repeats: the same remark on many targets is read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from targets.model import Conflict, Target


@dataclass(frozen=True)
class Remark:
    """One finding that others repeat: `heading` is what they share, `words` its own part.

    `targets` are one target or the two of a pair; `words` may be empty.
    """

    heading: str
    targets: tuple[Target, ...]
    words: str = ""

    @property
    def text(self) -> str:
        """Ids, the name of the last target, and what is particular to it."""
        ids = "、".join(target.id for target in self.targets)
        return f"{ids} {self.targets[-1].name}{self.words}"


def grouped(kind: str, remarks: Iterable[Remark]) -> Iterator[Conflict]:
    """One conflict for each heading, listing every target and quote, in order of appearance.

    `targets` and `quotes` run side by side; of pairs, two by two.
    """
    groups: dict[str, list[Remark]] = {}
    for remark in remarks:
        groups.setdefault(remark.heading, []).append(remark)
    for heading, found in groups.items():
        targets = [target for remark in found for target in remark.targets]
        ids, quotes = tuple(t.id for t in targets), tuple(t.quote for t in targets)
        text = f"{heading},{len(found)} 处:{';'.join(remark.text for remark in found)}"
        yield Conflict(kind, ids, quotes, text)
