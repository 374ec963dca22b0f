"""`/files/proposals…`: the letters on proposals and suggestions, and the empty list to fill in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from dashboards import scope
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from dashboards.writing import Writing
    from desk.handle import Desk
    from desk.motion_letters import LetterAsked

Send = Callable[["Desk", str, Callable[[Actor], Any]], Response]


def add(routes: Blueprint, desk: Desk, writing: Writing, send: Send) -> None:
    """Register them on the blueprint of `/files/…`; `send` hands a file out or tells why not."""
    from desk.motion_letters import LetterAsked
    from desk.motion_list import template

    @routes.get("/proposals.xlsx")
    def empty_list() -> Response:
        def work(who: Actor) -> Any:
            scope.require(who, Role.DESK, Role.LEADER)
            return template(desk)

        return send(desk, "proposals list", work)

    @routes.get("/proposals/<number>.<form>")
    def reply(number: str, form: str) -> Response:
        def work(who: Actor) -> Any:
            scope.require(who, *(role for role in Role if role is not Role.VIEWER))
            return _written(desk, writing, who, LetterAsked(case=number), form)

        return send(desk, f"reply {number}", work)

    @routes.get("/proposals/<kind>/<year>.<form>")
    def summary(kind: str, year: str, form: str) -> Response:
        def work(who: Actor) -> Any:
            scope.require(who, Role.DESK, Role.LEADER)
            return _written(desk, writing, who, LetterAsked(kind=kind, year=year), form)

        return send(desk, f"replies {kind} {year}", work)


def _written(desk: Desk, writing: Writing, who: Actor, asked: LetterAsked, form: str) -> Any:
    """The letter, as written for this post and this head before, or anew."""
    from desk.scribe import LetterOrder

    order = LetterOrder(who, desk.now(), asked, form)
    key = (who, asked, form, desk.today(), desk.ledger.head(), desk.plan.version)
    return writing.kept.file(key, lambda: writing.write(order))
