"""`cityplan paper monthly|annual|final|onepage`: papers written on demand, never archived."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk

Folder = Annotated[Path, typer.Option("-o", "--output", help="写到哪个目录")]


def register(group: typer.Typer) -> None:
    """Add this module's commands to `cityplan paper`."""
    for name, command in (
        ("monthly", paper_monthly),
        ("annual", paper_annual),
        ("final", paper_final),
        ("onepage", paper_onepage),
    ):
        group.command(name)(command)


def paper_monthly(
    month: Annotated[str, typer.Argument(help="月份,如 2024-09;写季度则取末月")],
    output: Folder = Path(),
) -> None:
    """写出月度监测简报(一页):按月末的台账,不归档。"""
    from desk.month_papers import month_paper
    from desk.year_papers import write_paper

    with the_desk() as desk:
        paper = month_paper(desk, the_actor(desk), month)
        files = write_paper(desk, paper, "monthly", output)
    _tell(paper.period, files)


def paper_annual(
    year: Annotated[int, typer.Argument(help="年份,如 2024")], output: Folder = Path()
) -> None:
    """写出年度评估报告:按该年第四季度最近一次评估,不归档。"""
    from desk.year_papers import annual_paper, write_paper

    with the_desk() as desk:
        paper = annual_paper(desk, the_actor(desk), year)
        files = write_paper(desk, paper, "annual", output)
    _tell(str(year), files)


def paper_final(output: Folder = Path()) -> None:
    """写出三年终期评估报告:方案期满后随写随算,不归档。"""
    from desk.year_papers import final_paper, write_paper

    with the_desk() as desk:
        paper = final_paper(desk, the_actor(desk))
        files = write_paper(desk, paper, "final", output)
    _tell(paper.period, files)


def paper_onepage(
    period: Annotated[str, typer.Argument(help="报告期,如 2024-Q3")], output: Folder = Path()
) -> None:
    """写出图说一张图:手机上看的一页(pdf、png,各不超过 5 MB),附数字出处。"""
    from desk.one_page import write_one_page
    from observations.period import ReportingPeriod

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        files = write_one_page(desk, the_actor(desk), one, output)
    _tell(str(one), files)


def _tell(period: str, files: Iterable[Path]) -> None:
    names = [str(path) for path in files]
    show({"period": period, "files": names}, "\n".join([said("brief.written"), *names]))
