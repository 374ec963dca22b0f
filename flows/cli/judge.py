"""`cityplan judge`: any tidy series against a published rule; no installation is touched."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import said, show
from observations.errors import UsageError, UserError

if TYPE_CHECKING:
    from observations.stations import ParsedReport
    from targets.series.config import Config
    from targets.series.model import Verdict
    from targets.series.table import Table

MOST_CELLS = 1_000_000
"""Of one table: 100,000 rows with every column filled; twice what a form may hold."""


def register(app: typer.Typer) -> None:
    """Add this module's command to `app`."""
    app.command("judge")(judge)


def judge(
    file: Annotated[Path, typer.Argument(help="序列表 csv:series,period,value 等列")],
    rule: Annotated[str, typer.Option(help="规则:open-sdg、linear、step、met")],
    config: Annotated[Path | None, typer.Option(help="规则设置 YAML:门槛、水平名称")] = None,
) -> None:
    """按公开的规则判定任意序列,逐个给出水平和算式;不读写台账。"""
    from targets.series.config import RULES, load_config, published
    from targets.series.judge import judge as judged

    if rule not in RULES:
        known = said("and").join(RULES)
        raise UsageError(said("judge.rule", rule=rule), cure=said("judge.rules", rules=known))
    chosen = load_config(rule, config) if config else published(rule)
    table = _table(file)
    verdicts = judged(table.series, chosen)
    show(_document(chosen, table, verdicts), lambda: _text(chosen, table, verdicts))


def _table(file: Path) -> Table:
    """The series in a file; its bytes are opened in the jail and nothing of it is kept."""
    from observations.cells import grid
    from observations.jail import Jail
    from observations.jail_child import Limits
    from observations.spool import spool
    from targets.series.table import read_table

    limits = Limits(cells=MOST_CELLS, cpu=30, wall=60.0)
    with tempfile.TemporaryDirectory() as folder, Jail(limits) as jail:
        source = spool(file, file.name, Path(folder))
        report = jail.read(source)
    if not report.sheets:
        raise UserError(_unread(source.name, report), cure=said("judge.csv"))
    cells = grid(report.sheets[0])
    height, width = (1 + max((address[n] for address in cells), default=-1) for n in (0, 1))
    lines: list[list[str]] = [[""] * width for _ in range(height)]
    for (row, column), cell in cells.items():
        lines[row][column] = cell.text
    return read_table(source.name, lines)


def _unread(name: str, report: ParsedReport) -> str:
    """Why there is no table; what an office should do about a form is no cure here."""
    if not report.findings:
        return said("judge.no_table", name=name)
    first = report.findings[0]
    return first.message.removesuffix(first.expected).rstrip(",")


def _document(config: Config, table: Table, verdicts: tuple[Verdict, ...]) -> dict[str, object]:
    return {
        "rule": config.rule,
        "rule_version": config.version,
        **config.applied,
        "verdicts": verdicts,
        "ignored_columns": table.ignored,
    }


def _text(config: Config, table: Table, verdicts: tuple[Verdict, ...]) -> str:
    lines = [said("judge.head", version=config.version, count=len(verdicts))]
    if table.ignored:
        lines.append(said("judge.ignored", columns=said("and").join(table.ignored)))
    lines += [
        said("judge.verdict", series=one.series, status=one.status, why=one.why) for one in verdicts
    ]
    return "\n".join(lines)
