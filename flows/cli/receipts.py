"""`cityplan receipts diff|reinstate`: a delivery beside the one before it, or in force again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import OK, OPTIONS, SOME_REFUSED, leave, said, show
from flows.cli.rendering import outcome_text
from flows.cli.session import the_actor, the_desk
from observations.errors import UserError
from observations.period import label_of

if TYPE_CHECKING:
    from desk.views import SinceLast
    from desk.views.changes import GoneRow

receipts = typer.Typer(help="回执:与上次报送相比,恢复先前的数。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    app.add_typer(receipts, name="receipts")


@receipts.command("diff")
def diff(receipt: Annotated[str, typer.Argument(help="回执号")]) -> None:
    """与上次报送相比:已改正、仍未改正、新增的问题,改动的数值和说明。"""
    from desk import views

    with the_desk() as desk:
        actor = the_actor(desk)
        if views.receipt(desk, actor, receipt) is None:
            raise UserError(f"没有回执“{receipt}”", cure="核对回执号")
        since = views.since_last(desk, actor, receipt)
    show(_document(receipt, since), lambda: _text(receipt, since))


@receipts.command("reinstate")
def reinstate(
    receipt: Annotated[str, typer.Argument(help="要恢复哪张回执的数")],
    reason: Annotated[str, typer.Option("--reason", help="理由")],
) -> None:
    """把后来改过的值恢复为这张回执的数;作为一次更正留档,审核、审定后生效。"""
    from desk.reinstate import reinstate as hand_in

    with the_desk() as desk:
        done = hand_in(desk, the_actor(desk), receipt, reason)
    show({"receipts": [done]}, lambda: outcome_text(done, OPTIONS.lang))
    leave(OK if done.status == "accepted" else SOME_REFUSED)


def _document(receipt: str, since: SinceLast | None) -> dict[str, object]:
    gone = since.gone if since else ()
    return {
        "receipt": receipt,
        "before": since.before or None if since else None,
        "before_status": since.before_state or None if since else None,
        "closed": [_told(one) for one in gone if one.fate == "closed"],
        "unseen": [_told(one) for one in gone if one.fate == "unseen"],
        "standing": dict(since.fates) if since else {},
        "changes": since.changes if since else (),
    }


def _told(one: GoneRow) -> dict[str, str]:
    row = one.row
    return {"id": row.id, "rule": row.rule, "cell": row.cell, "message": row.message}


def _text(receipt: str, since: SinceLast | None) -> str:
    if since is None:
        return said("diff.none", receipt=receipt)
    lines = [said("diff.head", receipt=receipt, before=since.before or "—", summary=since.summary)]
    lines += [f"  [{one.fate.label}] {one.row.message}" for one in since.gone]
    for row in since.changes:
        name = f"{row.indicator_name}({row.area_name}){label_of(row.period) if row.period else ''}"
        note = said("diff.note", before=row.note_before, now=row.note_now)
        lines.append(
            said("diff.row", name=name, before=row.before, now=row.now, change=row.change).rstrip()
            + (note if row.note_before != row.note_now else "")
        )
    return "\n".join(lines)
