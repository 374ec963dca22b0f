"""`cityplan baseline|assess|brief`: from approved values to verdicts and papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli import milestones
from flows.cli.output import OPTIONS, said, show
from flows.cli.rendering import run_text
from flows.cli.session import the_actor, the_desk
from flows.moments import moment
from observations.errors import UserError
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from targets.assessment import AssessmentRun
    from targets.model import Plan


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    baselines = typer.Typer(help="基期值(有版本)", no_args_is_help=True)
    baselines.command("set")(baseline_set)
    baselines.command("import")(baseline_import)
    milestones.register_baselines(baselines)
    app.add_typer(baselines, name="baseline")
    app.command("assess")(assess)
    app.command("brief")(write_brief)


def baseline_set(
    indicator: Annotated[str, typer.Argument(help="指标代码")],
    area: Annotated[str, typer.Argument(help="行政区划代码")],
    period: Annotated[str, typer.Argument(help="基期,如 2022")],
    value: Annotated[float, typer.Argument(help="基期值,按指标单位")],
    source: Annotated[str, typer.Option(help="来源:文件名、文号或台账")],
) -> None:
    """录入基期值;重复录入即新版本,旧版本留存。"""
    from desk.baselines import set_baseline
    from targets.assessment import Baseline
    from targets.wording import value_text

    with the_desk() as desk:
        given = Baseline(indicator, area, str(ReportingPeriod.parse(period)), value, source)
        kept = set_baseline(desk, the_actor(desk), given)
        named = desk.plan.indicator(indicator)
        where = desk.plan.area_of(area).name
    about = {"indicator": f"{named.name}({indicator})", "area": where, "period": period}
    about["value"] = value_text(named, kept.value)
    show(kept, said("baseline.set", **about, version=kept.version))


def baseline_import(
    table: Annotated[Path, typer.Argument(help="csv 或 xlsx:指标、地区、基期、基期值、来源")],
) -> None:
    """从表格录入全部基期值;有一行不对就一行也不录。"""
    from desk.baseline_table import import_baselines

    with the_desk() as desk:
        count = import_baselines(desk, the_actor(desk), table)
    show({"imported": count}, said("baseline.imported", count=count))


def assess(
    period: Annotated[str, typer.Argument(help="报告期,如 2024-Q3")],
    as_of: Annotated[str | None, typer.Option(help="截至时刻:按当时已知的数据")] = None,
    area: Annotated[str | None, typer.Option(help="只列一个地区")] = None,
    final: Annotated[
        bool, typer.Option("--final", help="期末评估:只看最后一期的实测值,不入账")
    ] = False,
    rule: Annotated[str, typer.Option(help="改用哪个评估规则文件试算,不入账")] = "",
    pace_origin: Annotated[
        str | None, typer.Option("--pace-origin", help="改从哪天起算序时试算,不入账")
    ] = None,
) -> None:
    """对照目标评估一个报告期;--final、--rule、--pace-origin 只算给人看,不入账、不动督办。"""
    from desk.assess import Terms, assess_otherwise, assess_period, what_was_known
    from desk.documents import run_document, terms_document
    from desk.plans import judged_by
    from flows.cli.days import day

    terms = Terms(rule, None if pace_origin is None else day(pace_origin), final)
    with the_desk() as desk:
        parsed = ReportingPeriod.parse(period)
        if area is not None and area not in {one.code for one in desk.plan.areas}:
            raise UserError(f"没有地区 {area}", cure="用行政区划代码,如 150627")
        if as_of is not None:
            run = what_was_known(desk, parsed, moment(as_of), terms)
        elif terms.ordinary:
            run = assess_period(desk, the_actor(desk), parsed)
        else:
            run = assess_otherwise(desk, parsed, terms)
        judged = judged_by(desk, parsed, None if as_of is None else moment(as_of))
        document = run_document(run, area) | terms_document(judged, run, terms)
        show(document, lambda: _run_lines(judged, run, area, document))


def _run_lines(plan: Plan, run: AssessmentRun, area: str | None, document: dict[str, Any]) -> str:
    """The verdicts, then a final evaluation's tallies, one line an attribute."""
    lines = [run_text(plan, run, area, lang=OPTIONS.lang)]
    for one in document.get("final", {}).get("tallies", []):
        counts = {name: len(one[name]) for name in ("done", "not_done", "missing", "not_judged")}
        label = said(f"final.{one['attribute']}")
        lines.append(said("final.tally", text=one["text"], label=label, **counts))
    return "\n".join(lines)


def write_brief(
    period: Annotated[str, typer.Argument(help="报告期")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个目录")],
    as_of: Annotated[str | None, typer.Option(help="截至时刻")] = None,
) -> None:
    """写出季度通报(docx、pdf、xlsx、html、briefing.json):已印发的照归档写出,没有印发的标明草稿。"""
    from desk.brief import Brief, brief
    from desk.publish import write_as_of

    with the_desk() as desk:
        parsed = ReportingPeriod.parse(period)
        if as_of is None:
            found = brief(desk, the_actor(desk), parsed, output)
        else:
            found = Brief(write_as_of(desk, parsed, moment(as_of), output), "draft")
    names = [str(path) for path in found.files]
    document = {"period": period, "files": names, "state": found.state, "paper": found.paper}
    show(document, "\n".join([said(f"brief.{found.state}"), *names]))
