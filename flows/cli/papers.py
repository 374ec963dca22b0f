"""`cityplan paper …`: a briefing's way from draft to issue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli import paper_kinds
from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.paper_text import Text
    from ledger.paper_steps import Standing, StepRow

Period = Annotated[str, typer.Argument(help="报告期,如 2024-Q3")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="通报的起草、修改、批准、印发", no_args_is_help=True)
    for name, command in (
        ("draft", paper_draft),
        ("show", paper_show),
        ("edit", paper_edit),
        ("approve", paper_approve),
        ("decline", paper_decline),
        ("issue", paper_issue),
        ("list", paper_list),
        ("changes", paper_changes),
        ("office", paper_office),
    ):
        group.command(name)(command)
    paper_kinds.register(group)
    app.add_typer(group, name="paper")


def paper_draft(period: Period) -> None:
    """按现在的台账起草;上一份草稿里人工补充的段落带过来。"""
    from desk.paper_flow import draft

    with the_desk() as desk:
        number = draft(desk, the_actor(desk), ReportingPeriod.parse(period))
    show({"draft": number}, said("paper.drafted", draft=number))


def paper_show(
    period: Period,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写到哪个目录")] = None,
) -> None:
    """看草稿:正文、散列(批准时要写)、办到哪一步;-o 写出各种格式。"""
    from desk import paper_flow
    from desk.publish import rendered, saved

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        text = paper_flow.text(desk, the_actor(desk), one)
        standing = paper_flow.standing(desk, one)
        browser = desk.settings.browser
    shown = replace(text.paper, draft=True)
    files = saved(rendered(shown, browser), output) if output else ()
    about = _about(text, standing) | {"files": [str(path) for path in files]}
    show(about, _shown(text, standing))


def paper_edit(
    period: Period,
    table: Annotated[Path, typer.Argument(help="YAML:各段的 part、text,单位说明另写 office")],
) -> None:
    """换上人工补充的段落;它们在文中标明,原有批准作废。"""
    from desk import paper_flow
    from observations.yamlfile import read_yaml

    with the_desk() as desk:
        one, who = ReportingPeriod.parse(period), the_actor(desk)
        seen = paper_flow.text(desk, who, one).row.seq
        given = read_yaml(table).value
        paper_flow.edit(desk, who, one, seen, given if isinstance(given, list) else [given])
        text = paper_flow.text(desk, who, one)
    show({"draft": text.row.draft, "sha256": text.sha256}, said("paper.edited", sha=text.sha256))


def paper_approve(
    period: Period,
    sha256: Annotated[str, typer.Option("--seen", help="看过的稿子的散列,见 paper show")],
) -> None:
    """批准看过的这一稿,成文日期为今天;起草、修改的岗位不能批准。"""
    from desk.paper_flow import approve

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        approve(desk, the_actor(desk), one, sha256)
    show({"period": str(one), "sha256": sha256}, said("paper.approved", period=one.label))


def paper_decline(
    period: Period,
    sha256: Annotated[str, typer.Option("--seen", help="看过的稿子的散列,见 paper show")],
    reason: Annotated[str, typer.Option("--reason", help="要改什么")],
) -> None:
    """退回看过的这一稿,写明要改什么。"""
    from desk.paper_flow import decline

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        decline(desk, the_actor(desk), one, sha256, reason)
    show({"period": str(one)}, said("paper.declined", period=one.label))


def paper_issue(period: Period) -> None:
    """印发已批准的通报:编号、归档;同一期先前印发的由它取代。"""
    from desk import paper_flow
    from desk.alerting import deliver_alerts
    from desk.pulse import worker_alive

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        files = [str(path) for path in paper_flow.issue(desk, the_actor(desk), one)]
        issued = paper_flow.standing(desk, one).issued
        if not worker_alive(desk):
            deliver_alerts(desk)
    if issued is None:
        raise AssertionError("an issue leaves an issued paper")
    about = {"year": issued.year, "number": issued.number, "paper": issued.paper}
    show(about | {"files": files}, "\n".join([said("paper.issued", **about), *files]))


def paper_list() -> None:
    """列出通报办过的每一步。"""
    from desk.handle import SHANGHAI
    from desk.paper_flow import listing

    with the_desk() as desk:
        rows = listing(desk, the_actor(desk))
    lines = [
        said(
            "paper.step",
            at=f"{row.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            draft=row.draft,
            step=said(f"paper.{row.step}.word"),
            post=row.post,
            text=_after(row),
        )
        for row in rows
    ]
    show({"steps": rows}, "\n".join(lines) or said("paper.none"))


def paper_changes(paper: Annotated[str, typer.Argument(help="归档编号,见 paper list")]) -> None:
    """列出印发以后台账里变了什么:哪项目标的数值或结论与文中不同。"""
    from desk.paper_changes import changes_since

    with the_desk() as desk:
        rows = changes_since(desk, the_actor(desk), paper)
    lines = [
        said(
            "paper.change",
            name=row.name,
            then=f"{row.then.value} {row.then.level}",
            now=f"{row.now.value} {row.now.level}",
        )
        for row in rows
    ]
    show({"changes": rows}, "\n".join(lines) or said("paper.unchanged"))


def paper_office(
    period: Period,
    offices: Annotated[list[str] | None, typer.Argument(help="单位代码,不写即全部单位")] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个目录")] = Path(),
) -> None:
    """写出单位反馈单:本单位的进展、问题、要办的事;按已有的评估,不归档。"""
    from desk.office_papers import write_office_papers

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        files = write_office_papers(desk, the_actor(desk), one, tuple(offices or ()), output)
    names = [str(path) for path in files]
    show({"period": period, "files": names}, "\n".join([said("brief.written"), *names]))


def _about(text: Text, standing: Standing) -> dict[str, Any]:
    declined = standing.declined.text if standing.declined else None
    return {
        "draft": text.row.draft,
        "seq": text.row.seq,
        "sha256": text.sha256,
        "approved": standing.approval is not None,
        "declined": declined,
        "title": text.paper.title,
    }


def _shown(text: Text, standing: Standing) -> str:
    from briefings.paper import text_of

    state = "approved" if standing.approval else "declined" if standing.declined else "drafted"
    head = said("paper.head", draft=text.row.draft, step=said(f"paper.{state}.word"))
    sections = (one for section in text.paper.sections for one in section.blocks)
    lines = [text_of(one.line) for one in sections if hasattr(one, "line")]
    return "\n".join([head, text.paper.title, *lines, said("paper.sha", sha=text.sha256)])


def _after(row: StepRow) -> str:
    """The reason, or the number and archive id of an issue."""
    if row.step == "issued":
        return said("paper.number", year=row.year, number=row.number, paper=row.paper)
    return row.text
