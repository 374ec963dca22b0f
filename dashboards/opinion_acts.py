"""What the forms of opinions do: receive, judge, hand over, group, put forward."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from werkzeug.exceptions import BadRequest

from dashboards import scope
from dashboards.case_acts import Act
from dashboards.components.opinion_forms import FILE, STUDY
from dashboards.entry_acts import Fields, day_in, written
from dashboards.uploads import picked
from dashboards.words import listed, say
from observations.errors import UserError
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desk.handle import Desk
    from voices.opinion_events import Judged

ABOUT = re.compile(r"(YJ-[0-9]{4}-[0-9]{4,7})/([0-9]{1,6})/([a-z]{2,10})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,2}", re.ASCII)


def receive(desk: Desk, who: Actor, _subject: str, fields: Fields) -> str:
    """One opinion, as it was written into the form."""
    from desk.opinions import receive as take

    scope.require(who, Role.DESK)
    found = take(desk, who, fields)
    if not found.new:
        return say("这条意见已收过:{number}", number=listed(found.known))
    return say("已收:{number},待审查", number=listed(found.new))


def import_file(desk: Desk, who: Actor, _subject: str, fields: Fields) -> str:
    """A file of opinions; it is read from a folder that goes with it."""
    from desk.opinions import import_opinions

    scope.require(who, Role.DESK)
    if not fields.get(FILE):
        raise UserError("没有选文件", cure="请选择 csv、xlsx 或 json 文件")
    name, data = picked(fields[FILE], "分成几份,或由命令行导入")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"opinions{Path(name).suffix[:8]}"
        path.write_bytes(data)
        found = import_opinions(desk, who, path, name)
    return say("已收 {new} 条,先前收过 {known} 条", new=len(found.new), known=len(found.known))


def reveal(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """What is sealed in plain, once, to who handles it; the reason stands in the chain by then."""
    from desk.personal_acts import reveal as opened

    scope.require(who, Role.DESK, Role.CLERK, Role.REVIEWER)
    number, _ = _about(subject, "reveal")
    found = opened(desk, who, number, fields.get("why", ""))
    told = [found[name] for name in ("name", "contact", "address") if found.get(name)]
    return say(
        "{number} 来件人:{who};原文:{text}",
        number=number, who=listed(told) if told else "未留", text=found.get("text", ""),
    )  # fmt: skip


def judge(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """审查, or a decision in place of an earlier one."""
    from desk.opinions import judge as decide

    scope.require(who, Role.DESK)
    number, seen = _about(subject, "judge")
    state = decide(desk, who, number, _judged(fields), why=fields.get("why", ""), seen=seen)
    return say("已判定:{number} {stage}", number=number, stage=str(state.stage))


def hand(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """转办 of one."""
    from desk.opinion_cases import To, hand_over

    scope.require(who, Role.DESK)
    number, seen = _about(subject, "hand")
    to = To(
        written(fields, "office", "承办单位"),
        written(fields, "text", "事由"),
        _several(fields, "cooperating"),
    )
    event = hand_over(desk, who, number, to, seen=seen)
    return say("已交办:{title}", title=event.title)


def study(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """转阅件 as a group."""
    from desk.opinion_cases import To
    from desk.opinion_cases import study as give

    scope.require(who, Role.DESK)
    if subject != STUDY:
        raise BadRequest("请求的值不对")
    to = To(
        written(fields, "office", "承办单位"),
        written(fields, "text", "事由"),
        due=day_in(fields, "due", "办结时限"),
    )
    topic = written(fields, "topic", "方面")
    event = give(desk, who, _several(fields, "numbers"), topic, to)
    return say("已交办:{title}", title=event.title)


def put_forward(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """推荐 or taking it back."""
    from desk.opinions import put_forward as tell

    scope.require(who, Role.DESK)
    number, seen = _about(subject, "best")
    best = _yes(fields, "best", "推荐还是撤回")
    tell(desk, who, number, fields.get("text", ""), best=best, seen=seen)
    return say("已推荐:{number}", number=number) if best else say("已撤回:{number}", number=number)


def _about(subject: str, act: str) -> tuple[str, int]:
    """The opinion's number and how much had happened to it when the page was made."""
    match = ABOUT.fullmatch(subject)
    if match is None or match[3] != act:
        raise BadRequest("请求的值不对")
    return match[1], int(match[2])


def _judged(fields: Fields) -> Judged:
    from voices.opinion_events import Ahead, Judged, Way

    invalid = fields.get("invalid", "")
    if invalid == "valid":
        invalid = ""
    elif not invalid:
        raise UserError("没有写有效还是无效", cure="选一项")
    way, ahead, number = fields.get("way", ""), fields.get("ahead", ""), fields.get("range", "")
    if way not in get_args(Way) or ahead not in (*get_args(Ahead), "none"):
        raise BadRequest("请求的值不对")
    if invalid:
        return Judged(invalid=invalid)
    return Judged(
        range=int(number) if _NUMBER.fullmatch(number) else None,
        topics=_words(fields, "topics"),
        way=way,  # type: ignore[arg-type]
        public=_choice(fields, "public"),
        reason=fields.get("reason", "").strip(),
        answered=_choice(fields, "answered"),
        title=fields.get("title", "").strip(),
        content=fields.get("content", "").strip(),
        tasks=_words(fields, "tasks"),
        indicators=_words(fields, "indicators"),
        ahead="" if ahead == "none" else ahead,  # type: ignore[arg-type]
    )


def _choice(fields: Fields, name: str) -> bool | None:
    known = {"yes": True, "no": False, "": None, "none": None}
    if fields.get(name, "") not in known:
        raise BadRequest("请求的值不对")
    return known[fields.get(name, "")]


def _yes(fields: Fields, name: str, label: str) -> bool:
    found = _choice(fields, name)
    if found is None:
        raise UserError(say("没有选{label}", label=label), cure="选一项")
    return found


def _words(fields: Fields, name: str) -> tuple[str, ...]:
    """What stands in a line, parted by commas of either sort."""
    from voices.lines import of_line

    return of_line(fields.get(name, ""))


def _several(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(one for one in fields.get(name, "").split(",") if one)


FORMS: Mapping[str, Act] = {
    "opinion_receive": receive,
    "opinion_import": import_file,
    "opinion_judge": judge,
    "opinion_reveal": reveal,
    "opinion_hand": hand,
    "opinion_study": study,
    "opinion_best": put_forward,
}
