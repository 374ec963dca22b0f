"""`cityplan period|withdraw|unapprove|trail`: what may still be reported, and what came of it."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.days import day
from flows.cli.output import OK, OPTIONS, SOME_REFUSED, leave, said, show
from flows.cli.rendering import outcome_text
from flows.cli.session import the_actor, the_desk
from observations.errors import UsageError
from observations.period import ReportingPeriod, parse_submitted

Period = Annotated[str, typer.Argument(help="报告期,如 2024-Q2、2024")]
Office = Annotated[str, typer.Argument(help="单位代码")]
Reason = Annotated[str, typer.Option("--reason", help="理由")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    periods = typer.Typer(help="关账与例外", no_args_is_help=True)
    periods.command("close")(period_close)
    periods.command("open")(period_open)
    periods.command("list")(period_list)
    periods.command("ask")(period_ask)
    periods.command("except")(period_except)
    app.add_typer(periods, name="period")
    app.command("withdraw")(withdraw)
    app.command("unapprove")(unapprove)
    app.command("trail")(trail)


def period_close(period: Period, reason: Reason) -> None:
    """关账:此后送交的该期报表、更正、撤回不再受理。"""
    from desk.closing import close_period

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        close_period(desk, the_actor(desk), one, reason)
    show({"period": str(one), "state": "closed"}, said("period.closed", period=one.label))


def period_open(period: Period, reason: Reason) -> None:
    """重开一个已关账的报告期。"""
    from desk.closing import open_period

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        open_period(desk, the_actor(desk), one, reason)
    show({"period": str(one), "state": "open"}, said("period.opened", period=one.label))


def period_list() -> None:
    """列出已关账的报告期和在用的例外。"""
    from desk.closing import closed_periods
    from desk.handle import SHANGHAI

    with the_desk() as desk:
        rows = closed_periods(desk)
    lines = []
    for row in rows:
        shut = row.closing
        since = shut.at.astimezone(SHANGHAI)
        about = {"day": f"{since:%Y-%m-%d}", "post": shut.post, "text": shut.text}
        lines.append(said("period.row", period=shut.period, **about))
        lines += [
            said("period.exception", office=e.office, until=e.until, post=e.post, text=e.text)
            for e in row.exceptions
        ]
    show({"periods": rows}, "\n".join(lines) or said("period.none"))


def period_ask(
    office: Office,
    period: Period,
    reason: Reason,
    until: Annotated[str, typer.Option(help="希望的截止日期(含当日),如 2024-10-31")],
) -> None:
    """本单位申请补报已关账的报告期;由住建局调度岗用 period except 准许。"""
    from desk.asking import ask_exception

    with the_desk() as desk:
        one = ReportingPeriod.parse(period)
        ask_exception(desk, the_actor(desk), (office, one, day(until)), reason)
    about = {"office": office, "period": str(one), "until": until}
    show(about | {"state": "asked"}, said("exception.asked", **about))


def period_except(
    office: Office,
    period: Period,
    reason: Reason,
    until: Annotated[str, typer.Option(help="截止日期(含当日),如 2024-10-31")] = "",
    asked_by: Annotated[str, typer.Option(help="提出申请的岗位,须是该单位的填报或审核岗位")] = "",
    end: Annotated[bool, typer.Option("--end", help="立即结束例外")] = False,
) -> None:
    """准许一个单位补报已关账的报告期(--until、--asked-by),或结束例外(--end)。"""
    from desk.closing import end_exception, grant_exception
    from ledger.entry import Granted

    if not end and not (until and asked_by):
        raise UsageError(said("except.needs"), cure=said("except.needs.cure"))
    with the_desk() as desk:
        actor, one = the_actor(desk), ReportingPeriod.parse(period)
        if end:
            end_exception(desk, actor, office, one, reason)
        else:
            given = Granted(office, str(one), day(until), reason, asked_by)
            grant_exception(desk, actor, given)
    about = {"office": office, "period": str(one), "until": until}
    state = "ended" if end else "granted"
    show(about | {"state": state}, said(f"exception.{state}", **about))


def withdraw(
    indicator: Annotated[str, typer.Argument(help="指标代码")],
    area: Annotated[str, typer.Argument(help="行政区划代码")],
    period: Period,
    office: Annotated[str, typer.Option(help="报送单位代码")],
    reason: Reason,
) -> None:
    """撤回一个已报的值;作为一次报送留档,审核、审定后生效。"""
    from desk.corrections import withdraw as hand_in

    with the_desk() as desk:
        which = (office, ReportingPeriod.parse(period))
        done = hand_in(desk, the_actor(desk), which, [(indicator, area)], reason)
    show({"receipts": [done]}, lambda: outcome_text(done, OPTIONS.lang))
    leave(OK if done.status == "accepted" else SOME_REFUSED)


def unapprove(
    office: Office,
    period: Period,
    reason: Annotated[str, typer.Option(help="撤销的理由")],
) -> None:
    """撤销审定:报送待重新审定,此前另有审定的值恢复公布。"""
    from desk.approve import unapprove as take_back

    with the_desk() as desk:
        one = parse_submitted(period)
        done = take_back(desk, the_actor(desk), office, one, reason)
    about = {"office": office, "period": str(one), "text": reason}
    show(about, said("unapproved", **about | {"text": done}))


def trail(office: Office, period: Period) -> None:
    """列出一份报送的全部办理过程。"""
    from desk.trail import trail_of

    with the_desk() as desk:
        steps = trail_of(desk, the_actor(desk), office, parse_submitted(period))
    lines = [said("trail.step", **vars(one) | {"at": f"{one.at:%Y-%m-%d %H:%M}"}) for one in steps]
    document = {"office": office, "period": period, "steps": steps}
    show(document, "\n".join(line.rstrip(" :") for line in lines) or said("trail.none"))
