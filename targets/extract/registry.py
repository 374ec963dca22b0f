"""One office for all its spellings: 市住建局 and 市住房和城乡建设局."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache

from targets.extract.model import OfficeDraft
from targets.extract.words import any_of, words

_MOST_COMPARED = 50  # offices of a like name with which a spelling is compared


def registry(lists: Iterable[Sequence[str]]) -> tuple[tuple[OfficeDraft, ...], dict[str, str]]:
    """One office for all its spellings, and the id of every spelling.

    Two names of one list are never one office. The most frequent spelling names it.
    """
    listed = [tuple(names_) for names_ in lists]
    count = Counter(name for names_ in listed for name in names_)
    apart: dict[str, set[int]] = {}  # in which lists a name stands
    for number, names_ in enumerate(listed):
        for name in names_:
            apart.setdefault(name, set()).add(number)
    groups: list[list[str]] = []
    near: dict[str, list[list[str]]] = {}
    for name in count:
        looks = _looks(name)
        alike = [group for look in looks for group in near.get(look, ())[:_MOST_COMPARED]]
        home = next((g for g in alike if _belongs(name, g, apart)), None)
        if home is None:
            home = []
            groups.append(home)
        home.append(name)
        for look in looks:
            if home not in near.setdefault(look, [])[:_MOST_COMPARED]:
                near[look].append(home)
    offices: list[OfficeDraft] = []
    ids: dict[str, str] = {}
    for number, group in enumerate(groups, start=1):
        best = max(group, key=lambda n: (count[n], -group.index(n)))
        office = OfficeDraft(f"office-{number:02}", best, tuple(n for n in group if n != best))
        offices.append(office)
        ids |= dict.fromkeys(group, office.id)
    return tuple(offices), ids


def _looks(name: str) -> tuple[str, str]:
    """Two spellings of an office share at least one: its full name, or its first and last words."""
    bare = _bare(name)
    return f"={_full(bare)}", f"{bare[:4]}…{bare[-2:]}"


def _belongs(name: str, group: Sequence[str], apart: Mapping[str, Set[int]]) -> bool:
    return all(_same(name, one) and apart[name].isdisjoint(apart[one]) for one in group)


def _same(one: str, two: str) -> bool:
    a, b = _bare(one), _bare(two)
    return a == b or _full(a) == _full(b) or _shortened(a, b) or _shortened(b, a)


def _bare(name: str) -> str:
    """Without the place's own prefix: 旗大数据中心 → 大数据中心."""
    match = re.match(rf"(?:{any_of(words().list('place_prefixes'))})(?!委|直)(.{{3,}})$", name)
    return match[1] if match and match[1].endswith(words().list("office_ends")) else name


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    table = words().raw["abbreviations"]
    return {short: full for full, shorts in table.items() for short in shorts}


def _full(name: str) -> str:
    return _abbreviations().get(name, name)


def _shortened(long: str, short: str) -> bool:
    """综合行政执法局 / 综合执法局: two letters left out inside a long name."""
    if len(long) - len(short) != 2 or len(short) < 8:
        return False
    return any(long[:i] + long[i + 2 :] == short for i in range(4, len(long) - 2))
