"""`cityplan quality`: how good a period's data are, and the record of how a file was checked."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from flows.cli.output import OPTIONS, said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UserError
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from briefings.quality_english import Told
    from desk.handle import Desk
    from desk.views import LifeRow, Problem, QualityView

_SHOW = "show"


class PeriodFirst(TyperGroup):
    """`cityplan quality 2024-Q3` is `cityplan quality show 2024-Q3`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command in front when the line does not begin with one."""
        named = bool(args) and args[0] in {*self.commands, *ctx.help_option_names}
        parsed: list[str] = super().parse_args(ctx, args if named else [_SHOW, *args])
        return parsed


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="数据质量:各单位报得怎样,还有什么没了结", cls=PeriodFirst)
    group.command(_SHOW)(quality_show)
    group.command("docs")(quality_docs)
    app.add_typer(group, name="quality")


def quality_show(
    period: Annotated[str, typer.Argument(help="报告期,如 2024-Q3;不写为最近到期的")] = "",
    office: Annotated[str, typer.Option(help="单位代码")] = "",
) -> None:
    """一个报告期的数据质量:比率、各单位历期、未了结的问题和预警、数据质量说明。"""
    from desk import views
    from desk.views.quality_summary import summary_in_english
    from desk.views.statement_told import statement_told

    one = ReportingPeriod.parse(period) if period else None
    with the_desk() as desk:
        _require_office(desk, office)
        actor = the_actor(desk)
        mine = actor.within(office) if office else actor
        view = views.quality(desk, mine, one)
        tell = partial(statement_told, desk, mine)
        told = tell(view.period) if view.period else ()
        english = OPTIONS.lang == "en"
        in_english = tell(view.period, english=True) if view.period and english else told
        names = {**desk.office_names, **{one.office: one.name for one in view.fared}}
        line = summary_in_english(view.rates, names) if english else view.summary
        today = desk.today()
    document = _document(view, told) | {"today": today}
    show(document, lambda: _text(view, line, in_english, f"{today}"))


def quality_docs(
    receipt: Annotated[str, typer.Argument(help="回执号")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个 html 文件")],
) -> None:
    """写出一份来件的核验记录页(Great Expectations 绘制,离线可看)。"""
    from desk.data_docs import data_docs

    if output.is_dir():
        what = said("quality.folder", path=output)
        raise UserError(what, cure=said("quality.folder.cure", path=output))
    with the_desk() as desk:
        found = data_docs(desk, the_actor(desk), receipt, draw=True)
    if found is None:
        what = said("quality.no_receipt", receipt=receipt)
        raise UserError(what, cure=said("quality.no_receipt.cure"))
    _write(output, found.data)
    about = {"receipt": receipt, "file": str(output)}
    show(about, said("quality.drawn", receipt=receipt, path=output))


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as fault:
        what = said("quality.unwritable", path=path, reason=fault.strerror)
        raise UserError(what, cure=said("quality.unwritable.cure")) from fault


def _require_office(desk: Desk, office: str) -> None:
    known = desk.plan.reporting_offices
    if office and office not in known:
        what = said("quality.office", office=office)
        raise UserError(what, cure=said("quality.office.cure", known="、".join(known)))


def _document(view: QualityView, told: Told) -> dict[str, Any]:
    found = view.rates
    rates = {"completeness": found.completeness, "timeliness": found.timeliness}
    return {
        "period": str(view.period) if view.period else None,
        "summary": view.summary,
        "rule": view.rule,
        "rates": {
            name: {"numerator": one.numerator, "denominator": one.denominator, "value": one.value}
            for name, one in (rates | {"quality": found.quality}).items()
        },
        "periods": [str(one) for one in view.periods],
        "offices": view.fared,
        "problems": view.problems,
        "problems_left_out": view.more,
        "alerts": [_alert(row) for row in view.alerts],
        "mean_age": view.mean_age,
        "rules": view.rules,
        "statement": [{"title": title, "sentences": lines} for title, lines in told],
    }


def _alert(row: LifeRow) -> dict[str, Any]:
    names = ("id", "kind", "office", "period", "rule", "severity", "title", "state", "days", "due")
    return {name: getattr(row, name) for name in names}


def _text(view: QualityView, summary: str, told: Told, today: str) -> str:
    if view.period is None:
        return said("quality.none", today=today)
    head = said("quality.head", period=_period(view.period.label), today=today)
    lines = [head, summary]
    lines += [*_marks(view), *_problems(view), *_alerts(view), *_statement(told)]
    return "\n".join(line for line in lines if line)


def _marks(view: QualityView) -> list[str]:
    if not view.fared:
        return []
    periods = " ".join(map(str, view.periods))
    rows = [
        said(
            "quality.fared",
            name=row.name,
            marks=" ".join(said(f"quality.mark.{mark}") for mark in row.marks),
        )
        for row in view.fared
    ]
    return [said("quality.marks", periods=periods), *rows]


def _problems(view: QualityView) -> list[str]:
    if not view.problems:
        return []
    count = len(view.problems) + view.more
    more = [said("quality.more", count=view.more)] if view.more else []
    head = said("quality.problems", count=count)
    return [head, *(_problem(one) for one in view.problems), *more]


def _problem(one: Problem) -> str:
    place = "!".join(part for part in (one.sheet, one.cell) if part)
    loud = said(f"rules.{one.severity}")
    words = vars(one) | {"severity": loud, "period": _period(one.period)}
    words |= {"place": place or said("quality.whole")}
    return said("quality.problem", **words)


def _period(label: str) -> str:
    """A period as its language calls it: 2024年第三季度 is 2024-Q3 in English."""
    from briefings.quality_english import code_of

    return code_of(label) if OPTIONS.lang == "en" else label


def _alerts(view: QualityView) -> list[str]:
    if not view.alerts:
        return []
    head = said("quality.alerts", count=len(view.alerts), mean=f"{view.mean_age:.1f}")
    return [
        head,
        *(
            said(
                "quality.alert",
                id=row.id,
                office=row.office_name,
                title=row.title,
                days=row.days,
                due=row.due or "-",
            )
            for row in view.alerts
        ),
    ]


def _statement(told: Told) -> list[str]:
    if not told:
        return []
    rows = [part for title, lines in told for part in (f"  {title}", *(f"    {x}" for x in lines))]
    return [said("quality.statement"), *rows]
