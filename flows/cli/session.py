"""One command's hold on the desk, and the post it acts for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flows.cli.output import OPTIONS, murmur, said

if TYPE_CHECKING:
    from desk.handle import Desk
    from observations.identity import Actor


@contextmanager
def the_desk() -> Iterator[Desk]:
    """The desk of this installation; closed when the command ends."""
    from desk.handle import open_desk
    from desk.settings import load_settings

    desk = open_desk(load_settings())
    if desk.is_demo:
        murmur(said("demo.mark"))
    try:
        yield desk
    finally:
        desk.ledger.close()


def the_actor(desk: Desk) -> Actor:
    """The post named by `--as`, else the operating-system operator; `UserError` when unknown."""
    from desk.accounts import operator, post_named

    return post_named(desk, OPTIONS.post) if OPTIONS.post else operator()
