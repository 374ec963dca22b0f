"""`cityplan opinions …`: citizens' opinions, from their coming in to the papers about them.

`classify` proposes and keeps nothing. Handed over, an opinion is a case: `cityplan cases act`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UserError

if TYPE_CHECKING:
    from desk.views.opinions import OpinionRow
    from voices.classify import Proposal


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    opinions = typer.Typer(help="市民意见建议", no_args_is_help=True)
    for name, command in (
        ("classify", classify),
        ("import", opinions_import),
        ("list", opinions_list),
        ("show", opinions_show),
        ("paper", opinions_paper),
    ):
        opinions.command(name)(command)
    app.add_typer(opinions, name="opinions")


def classify(
    file: Annotated[
        Path, typer.Argument(help='csv、xlsx(id,text)或 JSON({"opinions":[{"id","text"}]})')
    ],
) -> None:
    """逐条建议属于十六类中的哪一类、像不像无效、连到哪些任务和指标,写明依据;由人确认。"""
    from flows.cli.foreign import table_lines
    from voices.classify import classify as proposed
    from voices.classify import read_opinions
    from voices.opinions_rules import load_rules

    rules = load_rules()
    found = [
        proposed(one, rules) for one in read_opinions(file.name, table_lines(file, "opinions"))
    ]
    open_ones = sum(one.range is None for one in found)
    head = said("opinions.head", rules=rules.edition, count=len(found), open=open_ones)
    document = {"rules": rules.edition, "proposals": found, "inferred": rules.inferred}
    show(document, lambda: "\n".join([head, *map(_line, found), *map(_inferred, rules.inferred)]))


def _line(one: Proposal) -> str:
    hits = [said("opinions.hit", rule=e.rule, word=e.word, at=e.at) for e in one.evidence]
    links = said("and").join((*one.tasks, *one.indicators))
    lines = [said("opinions.line", id=one.id, why=one.why)]
    if hits:
        lines.append(said("opinions.evidence", hits=said("and").join(hits)))
    if links:
        lines.append(said("opinions.links", links=links))
    return "\n".join(lines)


def _inferred(text: str) -> str:
    return said("sample.inferred", text=text)


def opinions_import(
    file: Annotated[Path, typer.Argument(help="csv、xlsx 或 JSON,列见 docs/opinions.md")],
) -> None:
    """收一份意见:有一处不对就一条也不收,同一份再导入不重复收;姓名、电话、原文加密保存。"""
    from desk.opinions import import_opinions

    with the_desk() as desk:
        found = import_opinions(desk, the_actor(desk), file)
    counts = {"new": len(found.new), "known": len(found.known)}
    show(found, said("opinions.imported", **counts))


def opinions_list(
    stage: Annotated[str, typer.Option(help="待审查、无效、待交办、待归类、已交办")] = "",
) -> None:
    """列出收到的意见:摘编、办到哪一步、督办编号、承办单位。"""
    from desk.views.opinions import listed
    from voices.opinion_events import Stage

    if stage and stage not in list(Stage):
        cure = said("case.steps", steps=said("and").join(Stage))
        raise UserError(said("opinions.stage", stage=stage), cure=cure)
    with the_desk() as desk:
        found = tuple(listed(desk, the_actor(desk), Stage(stage) if stage else None).rows)
    show({"opinions": found}, "\n".join(map(_row, found)) or said("opinions.none"))


def opinions_show(
    number: Annotated[str, typer.Argument(help="意见编号,如 YJ-2024-0001")],
) -> None:
    """一条意见的经过;来件内容遮盖。"""
    from desk.views.opinions import opinion

    with the_desk() as desk:
        view = opinion(desk, the_actor(desk), number)
    steps = [
        said("opinions.step", place=one.place, act=one.act, at=f"{one.at:%Y-%m-%d}", by=one.actor)
        for one in view.events
    ]
    show(view, "\n".join([_row(view.row), view.state.proposal.why, *steps]))


def opinions_paper(
    kind: Annotated[str, typer.Argument(help="review 审查表,handling 办理情况报告,best 优秀")],
    period: Annotated[str, typer.Argument(help="年或季,如 2024、2024-Q3,按收到日期")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个目录")] = Path(),
) -> None:
    """写出意见建议的文书(docx、pdf、html、xlsx):不公开的只计数;不归档。"""
    from desk.opinion_papers import OpinionPaperAsked, write_opinion_paper

    with the_desk() as desk:
        asked = OpinionPaperAsked(kind, period)
        files = write_opinion_paper(desk, the_actor(desk), asked, output)
    show({"files": files}, "\n".join(map(str, files)))


def _row(one: OpinionRow) -> str:
    judged = one.state.judged
    return said(
        "opinions.row",
        number=one.state.number,
        day=one.state.received,
        channel=one.state.channel,
        title=judged.title if judged and judged.title else "—",
        stage=one.state.stage,
        case=one.case or "—",
        office=one.office or "—",
    )
