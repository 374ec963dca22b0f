"""`cityplan layout draft|check|list`, `cityplan history import`: third parties' tables."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import OK, OPTIONS, SOME_REFUSED, leave, said, show
from flows.cli.rendering import outcome_text
from flows.cli.session import the_actor, the_desk


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    layouts = typer.Typer(help="外来表样(YAML)", no_args_is_help=True)
    layouts.command("draft")(draft)
    layouts.command("check")(check)
    layouts.command("list")(listed)
    app.add_typer(layouts, name="layout")
    history = typer.Typer(help="历史补录", no_args_is_help=True)
    history.command("import")(history_import)
    app.add_typer(history, name="history")


def draft(
    file: Annotated[Path, typer.Argument(help="外来表:xlsx、xls、ods、docx、csv")],
    sheet: Annotated[str, typer.Option(help="哪个工作表,默认内容最多的")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写到哪个 YAML 文件,默认打印")
    ] = None,
) -> None:
    """按一份外来表写出表样草稿,由人逐项确认;不会自动启用。"""
    from desk.settings import load_settings
    from desk.table_layouts import draft_layout, keep_draft
    from targets.load import load_plan

    text = draft_layout(load_plan(load_settings().plan), file, sheet)
    if output is None:
        show({"file": str(file), "layout": text}, text.rstrip())
        return
    keep_draft(text, output)
    about = {"file": str(file), "output": str(output)}
    show(about, said("layout.drafted", path=output, count=_asked(text)))


def _asked(text: str) -> int:
    """Questions of a draft as written: those of its rows and those about the whole."""
    after = text.partition("\nquestions:\n")[2].splitlines()
    whole = sum(1 for _ in takewhile(lambda line: line.startswith("  - "), after))
    return whole + text.count("question: ")


def check(file: Annotated[Path, typer.Argument(help="表样 YAML")]) -> None:
    """核对一个外来表样:写法、代号、单位换算、还有没有没确认的问题。"""
    from desk.settings import load_settings
    from targets.layout_files import load_layout
    from targets.load import load_plan

    layout = load_layout(file, load_plan(load_settings().plan))
    about = {"layout": layout.name, "title": layout.title, "columns": len(layout.columns)}
    show(about, said("layout.holds", **about))


def listed() -> None:
    """列出启用的外来表样;写错的也列出,写明错在哪里。"""
    from desk.settings import load_settings
    from desk.table_layouts import shelf
    from targets.load import load_plan

    settings = load_settings()
    held = shelf(settings, load_plan(settings.plan))
    rows = [
        {
            "layout": one.name,
            "title": one.title,
            "office": one.office,
            "frequency": one.frequency.value,
            "since": str(one.since or ""),
            "until": str(one.until or ""),
            "history": one.history,
        }
        for one in held.layouts.values()
    ]
    lines = [f"{row['layout']}  {row['title']}  {row['office']}" for row in rows]
    lines += [said("layout.broken", problem=problem) for problem in held.problems]
    problems = [{"what": one.what, "cure": one.cure} for one in held.problems]
    document = {"layouts": rows, "problems": problems}
    show(document, "\n".join(lines) or said("layout.none"))
    leave(SOME_REFUSED if problems else OK)


def history_import(
    files: Annotated[list[Path], typer.Argument(help="以前年度的统计表")],
    layout: Annotated[str, typer.Option(help="表样编号(history: true 的)")],
) -> None:
    """按表样补录以前年度的数:照常核验,标为历史补录,审核、审定后生效。"""
    from desk.history import import_history

    with the_desk() as desk:
        outcomes = import_history(desk, the_actor(desk), files, layout)
    lines = (outcome_text(one, OPTIONS.lang) for one in outcomes)
    show({"receipts": outcomes}, lambda: "\n".join(lines))
    leave(OK if all(one.in_force for one in outcomes) else SOME_REFUSED)
