"""Which facts are told together: an office's of one run in one message, floods in one digest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from ledger.facts import FactRow

DIGEST_ABOVE = 20
"""Groups of one kind at once; beyond it one digest, not a flood."""
OURS = frozenset({"held", "system", "digest", "heartbeat", "head"})
"""Kinds that are the bureau's own matter, whatever office stands in them."""
_NAMING = frozenset({"escalation", "paper", "case"})
LONGEST = 50
"""Lines of one message."""
_LEFT_OUT = re.compile(r"另有 ?([0-9]+) ?条,见(?:系统|回执|预警页)。")


def groups(facts: Iterable[FactRow], apart: Collection[str] = ()) -> list[list[FactRow]]:
    """Facts by kind and office (by subject, where no office is named), each group one message.

    What is carried to a post is told to that post alone. `apart`: whom the channel reaches at an
    address of its own (`routes`); a digest of many offices would not come to them.
    """
    found: list[list[FactRow]] = []
    ordered = sorted(facts, key=lambda row: (_kind_and_post(row), by_kind(row)))
    for _, of_kind in groupby(ordered, key=_kind_and_post):
        rows = list(of_kind)
        own, rest = _parted(rows, frozenset(apart))
        each = _by_whose(rest)
        found.extend(_by_whose(own))
        found.extend(each if len(each) <= DIGEST_ABOVE else [rest])
    return found


def to_of(row: FactRow) -> str:
    """Whom a fact names: the post an alert was carried to, who is told of papers; else empty."""
    return str(row.fact.body.get("to") or "") if row.fact.kind in _NAMING else ""


def routes(office: str, to: str) -> tuple[str, ...]:
    """By what names whoever must hear of it is looked up among the recipients, best first.

    >>> routes("housing", "reviewer"), routes("", "leader"), routes("housing", "")
    (('housing/reviewer', 'housing'), ('leader',), ('housing',))
    """
    post = (f"{office}/{to}" if office else to) if to else ""
    return tuple(name for name in (post, office) if name)


def by_kind(row: FactRow) -> tuple[str, str, int, str]:
    """The order in which facts are told."""
    return (row.fact.kind, row.fact.subject, row.seq, row.id)


def office_of(row: FactRow) -> str:
    """The office that must act, empty for the bureau itself."""
    return "" if row.fact.kind in OURS else str(row.fact.body.get("office") or "")


def one_subject(rows: Sequence[FactRow]) -> bool:
    """True when all of them are about the same thing."""
    return len({row.fact.subject for row in rows}) == 1


def one_office(rows: Sequence[FactRow]) -> bool:
    """True when all of them are one office's, and it is named."""
    return len({office_of(row) for row in rows}) == 1 and bool(office_of(rows[0]))


def counted(lines: Iterable[str]) -> int:
    """How many things these lines say, those included that were left out before.

    >>> counted(["D14:未填", "另有 4 条,见系统。"])
    5
    """
    found = (_LEFT_OUT.fullmatch(line) for line in lines)
    return sum(int(one[1]) if one else 1 for one in found)


def fair_share(parts: Sequence[Sequence[str]], longest: int = LONGEST) -> list[list[str]]:
    """The first lines of every part, none crowded out by a long one, `longest` in all.

    >>> fair_share([["a", "b", "c"], ["d"]], 3)
    [['a', 'b'], ['d']]
    """
    shares = [0] * len(parts)
    for _ in range(longest):
        hungry = [n for n, part in enumerate(parts) if shares[n] < len(part)]
        if not hungry:
            break
        shares[min(hungry, key=lambda n: shares[n])] += 1
    return [list(part[:share]) for part, share in zip(parts, shares, strict=True)]


def _parted(rows: list[FactRow], apart: frozenset[str]) -> tuple[list[FactRow], list[FactRow]]:
    """Rows of those who are apart, and the rest."""
    own, rest = list[FactRow](), list[FactRow]()
    for row in rows:
        (rest if apart.isdisjoint(routes(office_of(row), to_of(row))) else own).append(row)
    return own, rest


def _kind_and_post(row: FactRow) -> tuple[str, str]:
    return (row.fact.kind, to_of(row))


def _by_whose(rows: Sequence[FactRow]) -> list[list[FactRow]]:
    together = sorted(rows, key=lambda row: (_whose(row), by_kind(row)))
    return [list(group) for _, group in groupby(together, key=_whose)]


def _whose(row: FactRow) -> tuple[str, str]:
    office = office_of(row)
    return (office, "") if office else ("", row.fact.subject)
