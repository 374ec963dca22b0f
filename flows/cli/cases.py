"""`cityplan cases …`: the case ledger; its files and rates are in `case_tables`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli import case_tables
from flows.cli.days import day
from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UserError

if TYPE_CHECKING:
    from cases.events import CaseState, Step
    from cases.taking import Asked
    from desk.case_acts import Shown
    from desk.views.rows import CaseRow

Case = Annotated[str, typer.Argument(help="督办编号,如 2024-07")]
Text = Annotated[str, typer.Option("--reason", help="内容或理由")]
Evidence = Annotated[str, typer.Option(help="证据:文号、回执编号等")]
File = Annotated[Path | None, typer.Option(help="证据文件(PDF、JPG、PNG)")]
Fields = Annotated[list[str] | None, typer.Option("--field", help="名称=内容,可多次")]
Cooperating = Annotated[list[str] | None, typer.Option(help="配合单位,可多次")]
Seen = Annotated[int | None, typer.Option(help="看到的是第几步;其后另有人办过则不记")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="督办台账", no_args_is_help=True)
    group.command("list")(cases_list)
    group.command("show")(cases_show)
    group.command("open")(cases_open)
    group.command("act")(cases_act)
    group.command("verify")(cases_verify)
    group.command("close")(cases_close)
    group.command("watch")(cases_watch)
    group.command("lists")(cases_lists)
    case_tables.register(group)
    app.add_typer(group, name="cases")


def cases_list(
    office: Annotated[str | None, typer.Option(help="只列一个单位")] = None,
    on: Annotated[str, typer.Option("--on", help="某一天结束时的台账,如 2024-10-31")] = "",
) -> None:
    """列出督办事项。"""
    from desk.views.cases import cases, cases_on

    with the_desk() as desk:
        actor = the_actor(desk)
        rows = cases_on(desk, actor, day(on)) if on else cases(desk, actor)
    mine = [one for one in rows if office in (None, one.office)]
    show({"cases": mine}, "\n".join(_line(one) for one in mine) or said("case.none"))


def cases_show(case: Case) -> None:
    """显示一件督办事项的全部经过,以及本岗位现在可办的步骤。"""
    from desk.case_acts import may, the_case

    with the_desk() as desk:
        actor = the_actor(desk)
        with desk.ledger.read() as reading:
            state = the_case(desk, actor, reading, case)
        steps = may(desk, actor, state)
    lines = [
        said(
            "case.event",
            at=f"{one.at:%Y-%m-%d %H:%M}",
            step=said(f"step.{one.step.name}"),
            actor=one.actor,
            text=one.text,
        )
        + _evidence(one.evidence, one.evidence_sha256)
        for one in state.events
    ]
    named = said("and").join(said(f"step.{one.name}") for one in steps) or said("case.nothing")
    standing = said(f"standing.{state.standing.name}")
    lines.append(said("case.now", standing=standing, steps=named))
    document = {"case": case, "events": state.events, "standing": str(state.standing)}
    show({**document, "due": state.due, "may": [str(one) for one in steps]}, "\n".join(lines))


def cases_open(
    kind: Annotated[str, typer.Argument(help="类型,如 rectification、instruction、inspection")],
    office: Annotated[str, typer.Argument(help="牵头单位代码")],
    title: Annotated[str, typer.Argument(help="事项名称")],
    text: Text,
    field: Fields = None,
    cooperating: Cooperating = None,
    area: Annotated[str, typer.Option(help="行政区划代码;不写为方案所在地区")] = "",
    due: Annotated[str, typer.Option(help="办结时限,如 2024-11-29")] = "",
    ended: Annotated[str, typer.Option(help="督查检查考核结束的日期")] = "",
    evidence: Evidence = "",
    file: File = None,
) -> None:
    """交办一件督办事项;同一单位同时到期的督查考核并成一件。"""
    from cases.events import Step
    from desk.case_acts import Opening, open_case

    given = Opening(
        kind,
        office,
        title,
        text,
        _fields(field),
        tuple(cooperating or ()),
        area=area,
        due=day(due) if due else None,
        ended=day(ended) if ended else None,
    )
    with the_desk() as desk:
        event = open_case(desk, the_actor(desk), given, _shown(evidence, file))
        name = desk.office_names[event.office]
    merged = event.step is not Step.OPEN
    show(event, said("case.merged" if merged else "case.given", office=name, text=event.text))


def cases_act(
    case: Case,
    step: Annotated[str, typer.Argument(help="步骤,如 签收、异议、改派、办理、延期、回复、退回")],
    text: Text = "",
    evidence: Evidence = "",
    file: File = None,
    field: Fields = None,
    days: Annotated[int, typer.Option(help="延期几个工作日")] = 0,
    progress: Annotated[str, typer.Option(help="延期时的阶段进展")] = "",
    to: Annotated[str, typer.Option(help="改派到哪家单位")] = "",
    cooperating: Cooperating = None,
    seen: Seen = None,
) -> None:
    """在一件督办事项上办理一步。"""
    from cases.taking import Asked

    asked = Asked(
        _step(step),
        text,
        progress=progress,
        days=days,
        to=to,
        cooperating=tuple(cooperating or ()),
        fields=_fields(field),
    )
    _act(case, asked, _shown(evidence, file), seen)


def cases_verify(
    case: Case, text: Text, evidence: Evidence = "", file: File = None, seen: Seen = None
) -> None:
    """核验回复,附证据;回复的岗位不能自己核验。"""
    from cases.events import Step
    from cases.taking import Asked

    _act(case, Asked(Step.VERIFY, text), _shown(evidence, file), seen)


def cases_close(
    case: Case, text: Text, evidence: Evidence = "", file: File = None, seen: Seen = None
) -> None:
    """销号;凭数据销号的类型只有领导岗位可以写明理由提前销号,理由一直显示。"""
    from cases.events import Step
    from cases.taking import Asked

    _act(case, Asked(Step.CLOSE, text), _shown(evidence, file), seen)


def cases_watch() -> None:
    """核对未报和数据质量:拖得太久的立项,其后审定合格的销号;做几次结果都一样。"""
    from cases.events import Step
    from desk.case_watch import watch_cases

    with the_desk() as desk:
        events = watch_cases(desk, the_actor(desk))
    counts = {
        name: sum(one.step is step for one in events)
        for name, step in (("opened", Step.OPEN), ("closed", Step.CLOSE), ("reopened", Step.REOPEN))
    }
    show({**counts, "events": events}, said("case.watched", **counts))


def cases_lists() -> None:
    """问题清单、任务清单、责任清单:范围内尚未销号的。"""
    from desk.views.case_lists import lists

    with the_desk() as desk:
        made = lists(desk, the_actor(desk))
    lines = []
    for title, entries in made.items():
        lines.append(said("case.list", title=title, count=len(entries)))
        for number, one in enumerate(entries, start=1):
            told = [said("case.line", label=k, text=v) for k, v in one.lines.items() if v]
            due = said("case.due", due=one.due) if one.due else ""
            words = said("comma").join(told)
            lines.append(said("case.entry", number=number, title=one.title, lines=words, due=due))
    show({"lists": made}, "\n".join(lines))


def _act(case: str, asked: Asked, shown: Shown | None, seen: int | None) -> None:
    from desk.case_acts import act_on_case

    with the_desk() as desk:
        state = act_on_case(desk, the_actor(desk), case, asked, seen=seen, shown=shown)
    show(_document(state), _told(state))


def _document(state: CaseState) -> dict[str, Any]:
    return {
        "case": state.case,
        "standing": str(state.standing),
        "due": state.due,
        "office": state.office,
        "event": state.last,
    }


def _told(state: CaseState) -> str:
    return said(
        "case.taken",
        step=said(f"step.{state.last.step.name}"),
        standing=said(f"standing.{state.standing.name}"),
        due=said("case.due", due=state.due) if state.due and state.is_open else "",
    )


def _line(row: CaseRow) -> str:
    return said(
        "case.row",
        number=row.number,
        state=_standing(row.standing),
        office=row.office_name,
        title=row.title,
        due=said("case.due", due=row.due) if row.due and not row.closed else "",
        colour=said("case.colour", colour=row.colour, text=row.colour_text) if row.colour else "",
    )


def _standing(word: str) -> str:
    from cases.events import Standing

    return said(f"standing.{Standing(word).name}")


def _evidence(evidence: str, sha256: str) -> str:
    if not sha256:
        return ""
    return "\n" + said("case.evidence", evidence=evidence, sha256=sha256[:16])


def _step(word: str) -> Step:
    from cases.events import Step

    known = {str(one): one for one in Step if one is not Step.OPEN}
    known |= {one.name.lower(): one for one in known.values()}
    if word not in known:
        steps = ", ".join(known)
        raise UserError(said("case.strange_step", step=word), cure=said("case.steps", steps=steps))
    return known[word]


def _fields(written: list[str] | None) -> dict[str, str]:
    found = {}
    for one in written or ():
        name, sign, text = one.partition("=")
        if not sign or not name.strip():
            raise UserError(said("case.field", field=one), cure=said("case.field.cure"))
        found[name.strip()] = text
    return found


def _shown(evidence: str, file: Path | None) -> Shown | None:
    from desk.case_acts import Shown

    if file is None:
        return Shown(evidence) if evidence else None
    try:
        return Shown(evidence, file.read_bytes(), file.name)
    except OSError as unreadable:
        raise UserError(said("file.unread", file=file), cure=said("file.readable")) from unreadable
