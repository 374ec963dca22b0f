"""Ciphertexts, their wrapped keys, and whose key was destroyed; nothing here can open one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from ledger.tables.chain import audit
from ledger.tables.personal import erasures, sealed, sealing_keys
from ledger.unit import Reading, Unit
from observations.errors import Refused


@dataclass(frozen=True)
class Sealed:
    """One ciphertext with its wrapped key; `wrapped` is empty once the key was destroyed.

    `by`: the fingerprint of the data key that wrapped it. Both are base64.
    """

    opinion: str
    ciphertext: str
    wrapped: str
    by: str


@dataclass(frozen=True)
class Erasure:
    """A key that was destroyed: whose, under which rule (empty: by hand), why, by whom, when."""

    opinion: str
    rule: str
    text: str
    post: str
    at: datetime


def keep(unit: Unit, one: Sealed) -> None:
    """Keep a ciphertext in the chain and its wrapped key outside it."""
    unit.add(sealed, [{"opinion": one.opinion, "ciphertext": one.ciphertext}])
    row = {"opinion": one.opinion, "wrapped": one.wrapped, "by": one.by}
    unit.connection.execute(insert(sealing_keys), [row])


def of(reading: Reading, opinion: str) -> Sealed | None:
    """What was sealed with the opinion; None when nothing was, up to the reading's head."""
    keys = sealing_keys.c
    joined = sealed.join(audit, audit.c.unit == sealed.c.unit)
    query = (
        select(sealed.c.opinion, sealed.c.ciphertext, keys.wrapped, keys.by)
        .select_from(joined.outerjoin(sealing_keys, keys.opinion == sealed.c.opinion))
        .where(sealed.c.opinion == opinion, audit.c.seq <= reading.head)
    )
    row = reading.connection.execute(query).first()
    return Sealed(row.opinion, row.ciphertext, row.wrapped or "", row.by or "") if row else None


def destroy(unit: Unit, opinions: Collection[str], *, rule: str, text: str) -> None:
    """Destroy these keys and keep that it was done; `Refused` for one without a key."""
    unit.lock_chain()
    names = sorted(opinions)
    gone = unit.connection.execute(
        delete(sealing_keys).where(sealing_keys.c.opinion.in_(names))
    ).rowcount
    if gone != len(names):
        raise Refused("其中有已经销毁的", cure="刷新后再办")
    common = {"rule": rule, "text": text, "post": unit.actor.post, "at": unit.now}
    unit.add(erasures, [{"opinion": one, **common} for one in names])


def erasures_of(reading: Reading, opinions: Collection[str] | None = None) -> tuple[Erasure, ...]:
    """What was destroyed, oldest first; of these opinions only, where some are given."""
    query = select(erasures).join(audit, audit.c.unit == erasures.c.unit)
    query = query.where(audit.c.seq <= reading.head).order_by(erasures.c.id)
    if opinions is not None:
        query = query.where(erasures.c.opinion.in_(sorted(opinions)))
    rows = reading.connection.execute(query)
    return tuple(Erasure(r.opinion, r.rule, r.text, r.post, r.at) for r in rows)


def with_keys(reading: Reading) -> tuple[str, ...]:
    """Opinions whose key is still there, in order of their numbers."""
    query = select(sealing_keys.c.opinion).order_by(sealing_keys.c.opinion)
    return tuple(reading.connection.execute(query).scalars())


def wrapped_by(reading: Reading) -> dict[str, str]:
    """Of every key the fingerprint of the data key that wrapped it, by opinion."""
    keys = sealing_keys.c
    rows = reading.connection.execute(select(keys.opinion, keys.by).order_by(keys.opinion))
    return {row.opinion: row.by for row in rows}


def wrapped_keys(unit: Unit) -> tuple[tuple[str, str, str], ...]:
    """Opinion, wrapped key, fingerprint of each; no other can change them until the unit ends."""
    unit.lock_chain()
    keys = sealing_keys.c
    rows = unit.connection.execute(select(keys.opinion, keys.wrapped, keys.by))
    return tuple((row.opinion, row.wrapped, row.by) for row in rows)


def rewrap(unit: Unit, wrapped: Mapping[str, str], by: str) -> None:
    """Put newly wrapped keys in the place of the old ones."""
    for opinion, key in wrapped.items():
        mine = sealing_keys.c.opinion == opinion
        unit.connection.execute(update(sealing_keys).where(mine).values(wrapped=key, by=by))
