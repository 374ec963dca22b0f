"""What the forms of cases do: a step of a case, or a new case; the desk's own use cases."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from werkzeug.exceptions import BadRequest

from cases.events import Step
from cases.kinds import load_kind
from cases.taking import Asked
from dashboards import scope
from dashboards.components.case_forms import FIELD, FILE, LISTS
from dashboards.entry_acts import Fields, day_in, written
from dashboards.uploads import picked
from dashboards.words import say, say_as
from observations.errors import UserError
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.case_acts import Shown
    from desk.handle import Desk

SUBJECT = re.compile(r"([0-9]{4}-[0-9]{2,7})/([0-9]{1,6})/([a-z_]{2,10})", re.ASCII)
OPENED = re.compile(r"open/([a-z-]{1,40})", re.ASCII)
Act = Callable[["Desk", Actor, str, Fields], str]
SMALLER = "降低扫描分辨率,或由命令行附上"


def open_case(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """交办 of the kind that the form is for; inspections due at one office become one."""
    from desk.case_acts import Opening
    from desk.case_acts import open_case as give

    scope.require(who, Role.DESK, Role.LEADER)
    match = OPENED.fullmatch(subject)
    if match is None:
        raise BadRequest("请求的值不对")
    kind = load_kind(match[1])
    given = Opening(
        kind.id,
        written(fields, "office", "承办单位"),
        written(fields, "title", "事项名称"),
        written(fields, "text", "事由"),
        _filled(fields),
        _several(fields, "cooperating"),
        area=fields.get("area", ""),
        due=day_in(fields, "due", "办结时限") if kind.counts_from == "given" else None,
        ended=day_in(fields, "ended", "结束日期") if kind.counts_from == "ended" else None,
    )
    event = give(desk, who, given, _shown(fields))
    if event.step is not Step.OPEN:
        return say("已并入已有的一件(多考合一):{title}", title=event.title)
    return say("已交办:{title}", title=event.title)


def import_lists(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """交办 from a workbook of the three lists, with the checks of `cityplan cases import`."""
    from desk.case_import import import_cases
    from desk.rights import require_everywhere

    require_everywhere(who, Role.DESK, Role.LEADER)
    if subject != LISTS:
        raise BadRequest("请求的值不对")
    if not fields.get(FILE):
        raise UserError("没有选文件", cure="请选择照三张清单填写的工作簿")
    name, data = picked(fields[FILE], SMALLER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (PurePath(name).name[:100] or "lists.xlsx")
        path.write_bytes(data)
        done = import_cases(desk, who, path)
    return say(
        "新交办 {opened} 件,并入 {merged} 件,已有 {known} 件不重复交办,已销号 {closed} 件不导入",
        opened=len(done.opened),
        merged=len(done.merged),
        known=len(done.known),
        closed=len(done.closed),
    )


def _taker(step: Step) -> Act:
    def act(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
        return _take(desk, who, (subject, step), fields)

    return act


def _take(desk: Desk, who: Actor, which: tuple[str, Step], fields: Fields) -> str:
    """The step, on the case as the page showed it; refused when somebody acted meanwhile."""
    from desk.case_acts import act_on_case

    scope.require(who, Role.CLERK, Role.REVIEWER, Role.DESK, Role.LEADER)
    step, match = which[1], SUBJECT.fullmatch(which[0])
    if match is None or match[3] != step.name.lower():
        raise BadRequest("请求的值不对")
    asked = Asked(
        step,
        fields.get("text", ""),
        progress=fields.get("progress", ""),
        days=_days(fields),
        to=fields.get("to", ""),
        cooperating=_several(fields, "cooperating"),
        fields=_filled(fields),
    )
    state = act_on_case(desk, who, match[1], asked, seen=int(match[2]), shown=_shown(fields))
    return say(
        "已记入:{step};现在:{standing}",
        step=say_as("step", str(step)),
        standing=str(state.standing),
    )


def _days(fields: Fields) -> int:
    text = fields.get("days", "").strip()
    if text and not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII):
        raise UserError(say("天数“{text}”不是整数", text=text[:20]), cure="写几个工作日,如 3")
    return int(text or 0)


def _several(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(one for one in fields.get(name, "").split(",") if one)


def _filled(fields: Fields) -> Mapping[str, str]:
    """The lines of the kind: fields named `field.<name>`."""
    return {
        name.removeprefix(FIELD): text for name, text in fields.items() if name.startswith(FIELD)
    }


def _shown(fields: Fields) -> Shown | None:
    """Evidence in words, as a file, or both."""
    from desk.case_acts import Shown

    words, sent = fields.get("evidence", ""), fields.get(FILE, "")
    if not sent:
        return Shown(words) if words.strip() else None
    name, data = picked(sent, SMALLER)
    return Shown(words, data, name)


FORMS: Mapping[str, Act] = {
    "case_open": open_case,
    "case_import": import_lists,
    **{f"case_{one.name.lower()}": _taker(one) for one in Step if one is not Step.OPEN},
}
"""Forms: what is wrong is said in them, and what was typed stays."""
