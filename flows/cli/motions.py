"""`cityplan proposals …`: proposals and suggestions, from their coming in to the list of replies.

They are cases: their steps are taken by `cityplan cases act`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UsageError, UserError

if TYPE_CHECKING:
    from desk.views.motions import Motion

Kind = Annotated[str, typer.Argument(help="cppcc-proposal 政协提案,npc-suggestion 人大建议")]
Year = Annotated[str, typer.Argument(help="年度,如 2020")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="写到哪个目录")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="政协提案、人大建议的转办和答复", no_args_is_help=True)
    for name, command in (
        ("template", proposals_template),
        ("import", proposals_import),
        ("add", proposals_add),
        ("list", proposals_list),
        ("letter", proposals_letter),
        ("summary", proposals_summary),
    ):
        group.command(name)(command)
    app.add_typer(group, name="proposals")


def proposals_template(
    file: Annotated[Path, typer.Argument(help="写到哪个文件:.xlsx 或 .csv")],
) -> None:
    """写出导入用的空表,附填写说明。"""
    from desk.motion_list import template

    if file.suffix not in (".xlsx", ".csv"):
        raise UsageError(said("motion.kind", file=file), cure=said("motion.kinds"))
    with the_desk() as desk:
        data = template(desk, file.suffix.removeprefix(".")).data
    try:
        file.write_bytes(data)
    except OSError as fault:
        raise UserError(
            said("case.export.unwritten", file=file), cure=said("case.export.where")
        ) from fault
    show({"file": file}, said("motion.template", file=file))


def proposals_import(
    file: Annotated[Path, typer.Argument(help="填好的表:xlsx 或 csv")],
) -> None:
    """按表转办;有一格不对就一件也不转办,同一份表再导入不重复转办。"""
    from desk.motion_import import import_motions

    with the_desk() as desk:
        found = import_motions(desk, the_actor(desk), file)
        names = desk.office_names
    lines = [said("case.opened", office=names[one.office], title=one.title) for one in found.opened]
    counts = {"opened": len(found.opened), "known": len(found.known)}
    show(found, "\n".join([*lines, said("motion.imported", **counts)]))


def proposals_add(
    kind: Kind,
    year: Year,
    number: Annotated[str, typer.Argument(help="来文编号,如 26")],
    office: Annotated[str, typer.Argument(help="承办单位代码")],
    title: Annotated[str, typer.Argument(help="题目")],
    proposers: Annotated[str, typer.Option(help="提案委员或代表的人数,不写姓名")],
    text: Annotated[str, typer.Option("--reason", help="转办意见")] = "",
    paper: Annotated[str, typer.Option(help="来文文号")] = "",
    cooperating: Annotated[list[str] | None, typer.Option(help="会办单位,可多次")] = None,
) -> None:
    """登记并转办一件。"""
    from desk.case_acts import Opening, open_case
    from desk.motion_list import ASKED
    from desk.views.motions import letter_kinds

    if kind not in letter_kinds():
        kinds = said("and").join(letter_kinds())
        raise UserError(said("motion.strange", kind=kind), cure=said("case.steps", steps=kinds))
    fields = {"year": year, "number": number, "proposers": proposers, "paper": paper}
    given = Opening(kind, office, title, text or ASKED, fields, tuple(cooperating or ()))
    with the_desk() as desk:
        event = open_case(desk, the_actor(desk), given)
        name = desk.office_names[event.office]
    show(event, said("case.given", office=name, text=event.text))


def proposals_list(
    kind: Annotated[str, typer.Option(help="只列一类")] = "",
    year: Annotated[str, typer.Option(help="只列一年")] = "",
    office: Annotated[str, typer.Option(help="只列一个承办单位")] = "",
) -> None:
    """列出来文、承办单位、办到哪一步、时限、是否已回复。"""
    from desk.views.motions import Sought, motions

    with the_desk() as desk:
        found = motions(desk, the_actor(desk)).sought(Sought(kind, year, office))
    show({"proposals": found}, "\n".join(map(_line, found)) or said("motion.none"))


def proposals_letter(
    case: Annotated[str, typer.Argument(help="督办编号,如 2024-07,见 proposals list")],
    output: Folder = Path(),
) -> None:
    """写出一件的答复函:核验以前每页标明草稿;不归档。"""
    _write(output, case=case)


def proposals_summary(kind: Kind, year: Year, output: Folder = Path()) -> None:
    """写出一年的汇总回复:没有全部答复、核验的标明草稿并点名;不归档。"""
    _write(output, kind=kind, year=year)


def _write(output: Path, **asked: str) -> None:
    from desk.motion_letters import LetterAsked, write_letter

    with the_desk() as desk:
        files = write_letter(desk, the_actor(desk), LetterAsked(**asked), output)
    names = [str(path) for path in files]
    show(asked | {"files": names}, "\n".join([said("brief.written"), *names]))


def _line(one: Motion) -> str:
    came = one.came
    return said(
        "motion.line",
        number=came.case,
        kind=one.kind.name,
        year=came.year,
        of_year=came.number,
        title=came.title,
        count=came.proposers,
        office=came.office,
        standing=came.standing,
        status=came.status,
        due=said("case.due", due=one.due) if one.due else "",
    )
