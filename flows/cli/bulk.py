"""`cityplan bulk`: a table of up to a million values, sent by the bureau."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.catalogue import sentence
from flows.cli.output import OK, OPTIONS, SOME_REFUSED, leave, show
from flows.cli.session import the_actor, the_desk

if TYPE_CHECKING:
    from desk.bulk_outcome import BulkOutcome


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    app.command("bulk")(bulk)
    app.command("certify")(certify)


def bulk(
    file: Annotated[Path, typer.Argument(help="长表或宽表,csv 或 xlsx")],
    office: Annotated[str, typer.Option(help="数值属于哪个单位,如 housing")],
    layout: Annotated[str, typer.Option(help="bulk.long 或 bulk.wide,默认由表头判断")] = "",
    rows: Annotated[int | None, typer.Option(help="应有的数据行数,不写则完整性未证实")] = None,
) -> None:
    """送交成批数据(至多一百万个值):整份受理或整份退回,复核通过前不能审核、审定。"""
    from desk.bulk_delivery import send_bulk
    from observations.bulk.headings import Asked

    with the_desk() as desk:
        outcome = send_bulk(desk, the_actor(desk), file, Asked(office, layout, rows))
    show({"receipts": [outcome]}, lambda: _text(outcome))
    good = outcome.in_force and outcome.certification != "refused"
    leave(OK if good else SOME_REFUSED)


def certify(receipt: Annotated[str, typer.Argument(help="成批报送的回执号")]) -> None:
    """再次复核一份成批报送(规则或存储修复之后)。"""
    from desk.bulk_delivery import recertify

    with the_desk() as desk:
        state = recertify(desk, the_actor(desk), receipt)
    words = sentence(OPTIONS.lang, f"bulk.{state}").strip()
    show({"receipt": receipt, "certification": state}, lambda: words)
    leave(SOME_REFUSED if state == "refused" else OK)


def _text(outcome: BulkOutcome) -> str:
    """The verdict, every finding spoken of, where the list of the rest lies."""
    lang = OPTIONS.lang
    first = outcome.duplicate_of or outcome.receipt
    status = sentence(lang, f"receipt.{outcome.status}", count=outcome.accepted, first=first)
    lines = [sentence(lang, "receipt", file=outcome.file, status=status, receipt=outcome.receipt)]
    lines += [f"  [{one.rule}] {one.message}" for one in outcome.findings]
    if outcome.details:
        lines.append(sentence(lang, "bulk.details", count=outcome.failing, path=outcome.details))
    if outcome.certification:
        lines.append(sentence(lang, f"bulk.{outcome.certification}"))
    return "\n".join(lines)
