"""`cityplan alerts …`, `cityplan watch`: what must be put right, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli import channels
from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from flows.moments import SHANGHAI

if TYPE_CHECKING:
    from desk.views import LifeRow
    from ledger.facts import AlertFact

AlertId = Annotated[str, typer.Argument(help="预警编号,见 cityplan alerts list")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="预警:待改的问题、未报的报表和它们的经过", no_args_is_help=True)
    group.command("list")(alerts_list)
    group.command("show")(alerts_show)
    group.command("ack")(alerts_ack)
    group.command("close")(alerts_close)
    group.command("digest")(alerts_digest)
    channels.add_to(group)
    app.add_typer(group, name="alerts")
    app.command("watch")(watch)


def alerts_list(
    office: Annotated[str | None, typer.Option(help="只列一个单位")] = None,
    period: Annotated[str, typer.Option(help="只列一个报告期,如 2024-Q3")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="列已关闭的")] = False,
) -> None:
    """列出未关闭的预警:最要紧、最早的在前。"""
    from desk.views import alert_lives

    offices = None if office is None else [office]
    with the_desk() as desk:
        actor = the_actor(desk)
        rows = alert_lives(desk, actor, closed=closed, offices=offices, period=period)
    lines = [said("alerts.row", **_words(row)) for row in rows]
    show({"alerts": rows}, "\n".join(lines) or said("alerts.none"))


def alerts_show(alert: AlertId) -> None:
    """显示一条预警:哪里不对、怎么办、限期和全部经过。"""
    from desk.views import alert_life

    with the_desk() as desk:
        row = alert_life(desk, the_actor(desk), alert)
    show(row, lambda: _whole(row))


def alerts_ack(
    alert: AlertId,
    text: Annotated[str, typer.Option("--reason", help="处理意见")] = "",
) -> None:
    """确认一条预警:表示已知悉并会处理。"""
    from desk.notices import acknowledge

    with the_desk() as desk:
        acknowledge(desk, the_actor(desk), alert, text)
    show({"alert": alert, "state": "acknowledged"}, said("alerts.acknowledged", alert=alert))


def alerts_close(
    alert: AlertId,
    text: Annotated[str, typer.Option("--reason", help="理由,长期留存")],
) -> None:
    """由调度岗位关闭一条预警,写明理由。"""
    from desk.notices import close

    with the_desk() as desk:
        close(desk, the_actor(desk), alert, text)
    show({"alert": alert, "state": "closed"}, said("alerts.closed", alert=alert))


def alerts_digest(
    send: Annotated[
        bool, typer.Option("--send", help="升级无人确认的预警,发当日日报,并送出待发消息")
    ] = False,
) -> None:
    """预警日报:各单位未关闭的预警和历时;没有未关闭的即无日报。"""
    from alerts.rules import load_alerting
    from desk.alerting import Watched, deliver_alerts, digest_today, watch_alerts

    with the_desk() as desk:
        actor = the_actor(desk)
        load_alerting(desk.settings.home)
        digest = digest_today(desk, actor)
        watched = watch_alerts(desk, actor) if send else Watched()
        sent = deliver_alerts(desk) if send else 0
    lines = [digest.title, *digest.lines(digest.open)] if digest else [said("alerts.none")]
    if send:
        lines.append(said("alerts.sent", escalated=watched.escalated, sent=sent))
    show({"digest": digest, "escalated": watched.escalated, "sent": sent}, "\n".join(lines))


def watch() -> None:
    """做一次今天的催报:开出逾期未报的预警,提醒,升级,发日报并送出;重做不重复说。"""
    from desk.alerting import deliver_alerts
    from desk.case_assess import follow_targets
    from desk.day_watch import watch_day

    with the_desk() as desk:
        done = watch_day(desk, the_actor(desk))
        follow_targets(desk, the_actor(desk))
        sent = deliver_alerts(desk)
        working = desk.calendar.is_working_day(desk.today())
    lines = [_fact(one, "watch.late") for one in done.late]
    lines += [_fact(one, "watch.reminded") for one in done.reminded]
    lines += [] if lines else [said("watch.nothing" if working else "watch.day_off")]
    lines.append(said("alerts.sent", escalated=done.alerts.escalated, sent=sent))
    counts = {"escalated": done.alerts.escalated, "digest": done.alerts.digest, "sent": sent}
    show({"late": done.late, "reminded": done.reminded} | counts, "\n".join(lines))


def _fact(one: AlertFact, key: str) -> str:
    body = one.body
    return said(key, office=body["office_name"], period=body["period"], title=body["title"])


def _words(row: LifeRow) -> dict[str, object]:
    return {
        "id": row.id,
        "state": said(f"alert.{row.state}"),
        "days": row.days,
        "due": _due(row),
        "about": " ".join(filter(None, (row.office_name, row.period_label))),
        "title": row.title,
    }


def _due(row: LifeRow) -> str:
    if row.due is None:
        return "-"
    return str(row.due) if row.calendar_known else said("alerts.unsure", due=row.due)


def _whole(row: LifeRow) -> str:
    steps = [
        said(
            "alerts.step",
            at=f"{step.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            step=said(f"alert.{step.step}"),
            post=step.post,
            text=" ".join(filter(None, (step.text, step.evidence))),
        )
        for step in row.steps
    ]
    about = [f"  {line}" for line in (*row.lines, row.runbook) if line]
    return "\n".join([said("alerts.row", **_words(row)), *about, *steps])
