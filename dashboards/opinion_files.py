"""`/files/opinions/…`: the papers on opinions, written when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from dashboards import scope
from dashboards.motion_files import Send
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from dashboards.writing import Writing
    from desk.handle import Desk


def add(routes: Blueprint, desk: Desk, writing: Writing, send: Send) -> None:
    """Register them on the blueprint of `/files/…`; `send` hands a file out or tells why not."""
    from desk.opinion_papers import OpinionPaperAsked
    from desk.scribe import OpinionOrder

    @routes.get("/opinions/<kind>/<period>.<form>")
    def opinion_paper(kind: str, period: str, form: str) -> Response:
        asked = OpinionPaperAsked(kind, period)

        def work(who: Actor) -> Any:
            scope.require(who, Role.DESK, Role.LEADER)
            order = OpinionOrder(who, desk.now(), asked, form)
            key = (who, asked, form, desk.today(), desk.ledger.head(), desk.plan.version)
            return writing.kept.file(key, lambda: writing.write(order))

        return send(desk, f"opinions {kind} {period}", work)
