"""Who stands in for whom: now, soon, and before."""

from __future__ import annotations

from dataclasses import dataclass

from desk.accounts import posts
from desk.deputies import running
from desk.handle import Desk
from ledger import deputies
from ledger.deputies import DeputyRow, Leave
from observations.identity import Actor, Role

_WIDE = (Role.DESK, Role.LEADER, Role.ADMIN)


@dataclass(frozen=True)
class LeaveLine:
    """A standing in that is not over: in force already or not yet; `may_end` by this actor."""

    leave: Leave
    begun: bool
    may_end: bool


@dataclass(frozen=True)
class LeavesView:
    """All that the page of deputies shows; `posts` may be chosen where `may` is true.

    `words`: everything that was ever said about it, newest first.
    """

    lines: tuple[LeaveLine, ...]
    words: tuple[DeputyRow, ...]
    may: bool
    posts: tuple[str, ...]


def leaves(desk: Desk, actor: Actor) -> LeavesView:
    """Standings in: all for officials of every office, else those of the actor's own post."""
    wide, may = actor.everywhere(*_WIDE), actor.has(Role.ADMIN)
    with desk.ledger.read() as reading:
        words = deputies.words(reading, None if wide else {actor.post})
    mine = [one for one in running(desk) if wide or actor.post in (one.post, one.deputy)]
    return LeavesView(
        lines=tuple(
            LeaveLine(
                leave=one,
                begun=one.since <= desk.today(),
                may_end=may or actor.post in (one.post, one.deputy),
            )
            for one in mine
        ),
        words=tuple(reversed(words)),
        may=may,
        posts=tuple(one.name for one in posts(desk) if one.active) if may else (),
    )
