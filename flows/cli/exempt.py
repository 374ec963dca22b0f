"""`cityplan exempt add|end|list`: forms that are not asked of an office."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.period import ReportingPeriod

Office = Annotated[str, typer.Argument(help="单位代码")]
Period = Annotated[str, typer.Argument(help="报告期,如 2024-Q2、2024")]
Reason = Annotated[str, typer.Option("--reason", help="理由")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="免报:不要某单位报某期的表,须写理由", no_args_is_help=True)
    group.command("add")(exempt_add)
    group.command("end")(exempt_end)
    group.command("list")(exempt_list)
    app.add_typer(group, name="exempt")


def exempt_add(
    office: Office,
    period: Period,
    reason: Reason,
    closed: Annotated[bool, typer.Option("--closed", help="该单位当期未设立或已撤并")] = False,
) -> None:
    """不要该单位报该期的表:不计入应报,不再催报;已报送受理的不能免。"""
    from desk.exemptions import Excused, exempt

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        form = Excused(office, one, "closed" if closed else "exempt", reason)
        exempt(desk, the_actor(desk), form)
        named = {"office": desk.office_names[office], "period": one.label}
    about = {"office": office, "period": str(one), "text": reason}
    show(about | {"state": form.decision}, said("exempt.added", **about | named))


def exempt_end(office: Office, period: Period, reason: Reason) -> None:
    """恢复应报。"""
    from desk.exemptions import end_exemption

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        end_exemption(desk, the_actor(desk), office, one, reason)
        named = {"office": desk.office_names.get(office, office), "period": one.label}
    about = {"office": office, "period": str(one)}
    show(about | {"state": "ended"}, said("exempt.ended", **named))


def exempt_list() -> None:
    """列出不要报的表和理由。"""
    from desk.exemptions import exempted
    from desk.handle import SHANGHAI

    with the_desk() as desk:
        rows = exempted(desk, the_actor(desk))
        names = desk.office_names
    lines = [
        said(
            "exempt.row",
            word=said(f"exempt.{row.decision}"),
            day=f"{row.at.astimezone(SHANGHAI):%Y-%m-%d}",
            office=names.get(row.office, row.office),
            period=ReportingPeriod.parse(row.period).label,
            post=row.post,
            text=row.text,
        )
        for row in rows
    ]
    show({"exemptions": rows}, "\n".join(lines) or said("exempt.none"))
