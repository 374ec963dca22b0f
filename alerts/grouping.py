"""Which facts are told together: an office's of one run in one message, floods in one digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ledger.facts import FactRow

DIGEST_ABOVE = 20
"""Groups of one kind at once; beyond it one digest, not a flood."""
OURS = frozenset({"held", "system", "digest", "heartbeat", "head"})
"""Kinds that are the bureau's own matter, whatever office stands in them."""
LONGEST = 50
"""Lines of one message."""


def groups(facts: Iterable[FactRow]) -> list[list[FactRow]]:
    """Facts by kind and office (by subject, where no office is named), each group one message."""
    found: list[list[FactRow]] = []
    for _, of_kind in groupby(sorted(facts, key=by_kind), key=lambda row: row.fact.kind):
        rows = list(of_kind)
        together = sorted(rows, key=lambda row: (_whose(row), by_kind(row)))
        each = [list(group) for _, group in groupby(together, key=_whose)]
        found.extend(each if len(each) <= DIGEST_ABOVE else [rows])
    return found


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


def _whose(row: FactRow) -> tuple[str, str]:
    office = office_of(row)
    return (office, "") if office else ("", row.fact.subject)
