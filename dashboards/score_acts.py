"""What the pages of scores do: an office objects, a desk decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest

from dashboards import scope
from dashboards.entry_acts import Fields, written
from dashboards.words import say
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk

KEY = re.compile(r"(P[0-9]{1,18})/objection", re.ASCII)


def object_to_score(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Object to a matter of one's own office."""
    from desk.score_acts import Matter, object_to

    scope.require(who, Role.CLERK, Role.REVIEWER)
    period, _, rest = subject.partition("/")
    office, _, rest = rest.partition("/")
    item, _, key = rest.partition("/")
    if not key:
        raise BadRequest("请求的值不对")
    matter = Matter(ReportingPeriod.parse(period), office, item, key)
    number = object_to(desk, who, matter, written(fields, "reason", "理由"))
    return say("已提异议 {number},待调度岗位办理", number=number)


def uphold(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Take an objection up: the matter is no longer counted."""
    return _decide(desk, who, subject, (True, written(fields, "reason", "理由")))


def decline(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Leave the score as it is, with a reason."""
    return _decide(desk, who, subject, (False, written(fields, "reason", "理由")))


def _decide(desk: Desk, who: Actor, subject: str, word: tuple[bool, str]) -> str:
    from desk.score_acts import decide

    scope.require(who, Role.DESK)
    match = KEY.fullmatch(subject)
    if match is None:
        raise BadRequest("请求的值不对")
    upheld, reason = word
    decide(desk, who, match[1], upheld=upheld, reason=reason)
    state = "采纳" if upheld else "不采纳"
    return say("异议 {number} 已办理:{state}", number=match[1], state=state)


FORMS: Mapping[str, Callable[[Desk, Actor, str, Fields], str]] = {
    "score_object": object_to_score,
    "score_uphold": uphold,
    "score_decline": decline,
}
"""Every act of the pages of scores: what is wrong is said in its form."""
