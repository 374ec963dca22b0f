"""Second factors of posts: whose nonce counts, which code was the last, what recovers a log-in."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, func, insert, select, update

from ledger.credentials import seal
from ledger.opening import Ledger
from ledger.tables.accounts import factor_steps, factors, recovery_codes
from ledger.tables.kinds import utc
from ledger.unit import Reading, Unit, insert_or_update


def nonce(reading: Reading, post: str) -> str:
    """What the post's secret is derived from; empty without a second factor."""
    query = select(factors.c.nonce).where(factors.c.post == post)
    return reading.connection.execute(query).scalar_one_or_none() or ""


def posts_with(reading: Reading) -> frozenset[str]:
    """The posts that have a second factor."""
    query = select(factors.c.post).where(factors.c.nonce != "")
    return frozenset(reading.connection.execute(query).scalars())


def put(unit: Unit, post: str, given: str, code_hashes: Collection[str]) -> None:
    """Set the post's second factor and its recovery codes; the empty nonce takes it off."""
    unit.lock_chain()
    row = {"post": post, "nonce": given, "changed_at": unit.now}
    unit.connection.execute(insert_or_update(unit.connection, factors, row))
    seal(unit, factors, [post])
    unit.connection.execute(delete(recovery_codes).where(recovery_codes.c.post == post))
    rows = [{"code_hash": one, "post": post, "used_at": None} for one in sorted(code_hashes)]
    if rows:
        unit.connection.execute(insert(recovery_codes), rows)


def use_step(ledger: Ledger, post: str, step: int) -> bool:
    """Take a time step for a post; False when this one or a later one was taken before."""
    mine = factor_steps.c.post == post
    with ledger.step() as connection:
        moved = update(factor_steps).where(mine, factor_steps.c.step < step).values(step=step)
        if connection.execute(moved).rowcount == 1:
            return True
        known = connection.execute(select(factor_steps.c.step).where(mine)).first()
        if known is not None:
            return False
        first = {"post": post, "step": step}
        connection.execute(insert_or_update(connection, factor_steps, first))
        return True


def recovers(reading: Reading, post: str, code_hash: str) -> bool:
    """True for a recovery code of a post that was not taken yet."""
    mine = (recovery_codes.c.post == post, recovery_codes.c.code_hash == code_hash)
    query = select(recovery_codes.c.post).where(*mine, recovery_codes.c.used_at.is_(None))
    return reading.connection.execute(query).first() is not None


def use_recovery(unit: Unit, post: str, code_hash: str) -> bool:
    """Take a recovery code of a post; False when it is none, or was taken before."""
    unit.lock_chain()
    mine = (recovery_codes.c.post == post, recovery_codes.c.code_hash == code_hash)
    unused = recovery_codes.c.used_at.is_(None)
    taken = update(recovery_codes).where(*mine, unused).values(used_at=utc(unit.now))
    return unit.connection.execute(taken).rowcount == 1


def recoveries_left(reading: Reading, post: str) -> int:
    """How many recovery codes of the post still open something."""
    query = select(func.count()).where(
        recovery_codes.c.post == post, recovery_codes.c.used_at.is_(None)
    )
    return int(reading.connection.execute(query).scalar_one())
