"""`cityplan form|ingest|recheck|answer|approve|return`: from a form to approved values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import OK, OPTIONS, SOME_REFUSED, leave, said, show
from flows.cli.rendering import outcome_text
from flows.cli.session import the_actor, the_desk
from observations.errors import UserError
from observations.period import ReportingPeriod, parse_submitted


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    app.command("form")(form)
    app.command("ingest")(ingest)
    app.command("recheck")(recheck)
    app.command("answer")(answer)
    app.command("approve")(approve)
    app.command("return")(send_back)


def form(
    office: Annotated[str, typer.Argument(help="单位代码,如 housing")],
    period: Annotated[str, typer.Argument(help="报告期,如 2024-Q2、2024")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个 xlsx 文件")],
) -> None:
    """写出一个单位一个报告期的填报表(已有的数预填并锁定)。"""
    from desk.files import form as write

    with the_desk() as desk:
        made = write(desk, the_actor(desk), office, _period(period))
        _write(output, made.data)
    show({"office": office, "period": period, "file": str(output)}, said("written", path=output))


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="要送交的文件")],
    office: Annotated[str, typer.Option(help="报送单位代码,默认以表内为准")] = "",
) -> None:
    """送交报表并等候核验;逐条列出问题的单元格、规则和改法。"""
    from desk.delivery import ingest_files

    with the_desk() as desk:
        outcomes = ingest_files(desk, the_actor(desk), paths, office)
    lines = (outcome_text(one, OPTIONS.lang) for one in outcomes)
    show({"receipts": outcomes}, lambda: "\n".join(lines))
    leave(OK if all(one.in_force for one in outcomes) else SOME_REFUSED)


def recheck(receipt: Annotated[str, typer.Argument(help="回执号")]) -> None:
    """按今天的规则重新核验一份来件。"""
    from desk.delivery import recheck_receipt

    with the_desk() as desk:
        outcome = recheck_receipt(desk, the_actor(desk), receipt)
    show({"receipts": [outcome]}, lambda: outcome_text(outcome, OPTIONS.lang))
    leave(OK if outcome.first_status == "accepted" else SOME_REFUSED)


def answer(
    finding: Annotated[str, typer.Argument(help="问题编号")],
    reason: Annotated[str, typer.Option(help="属实的理由和依据")],
) -> None:
    """对一条存疑作属实说明。"""
    from desk.answer import answer as write

    with the_desk() as desk:
        write(desk, the_actor(desk), finding, reason)
    show({"finding": finding, "text": reason}, said("answered", finding=finding))


def approve(
    office: Annotated[str, typer.Argument(help="单位代码")],
    period: Annotated[str, typer.Argument(help="报告期")],
) -> None:
    """审核(本单位第二人)或审定(住建局);审定后的值才用于评估和公布。"""
    from desk.approve import approve as give

    with the_desk() as desk:
        given = give(desk, the_actor(desk), office, parse_submitted(period))
    text = said(f"approved.{given.level}", office=office, period=period, text=given.text)
    covers = said("approved.covers", receipts=said("comma").join(given.receipts))
    about = {"office": office, "period": period, "level": given.level}
    show(about | {"receipts": given.receipts}, f"{text}\n{covers}")


def send_back(
    office: Annotated[str, typer.Argument(help="单位代码")],
    period: Annotated[str, typer.Argument(help="报告期")],
    reason: Annotated[str, typer.Option(help="退回的理由")],
) -> None:
    """退回一个单位一个报告期的报送。"""
    from desk.approve import send_back as give

    with the_desk() as desk:
        done = give(desk, the_actor(desk), office, parse_submitted(period), reason)
    words = said("sent_back", office=office, period=period, text=done)
    show({"office": office, "period": period, "text": reason}, words)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as fault:
        raise UserError(f"写不进 {path}({fault.strerror})", cure="换一个可写的位置") from fault


def _period(written: str) -> ReportingPeriod:
    return ReportingPeriod.parse(written)
