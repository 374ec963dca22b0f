"""`cityplan cases export|import|rates`: the three lists as files, and how cases are dealt with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.days import day
from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UsageError, UserError

if TYPE_CHECKING:
    from cases.rate_rule import RateRule
    from cases.rates import OfficeRates, Share
    from desk.views.case_rates import CaseRates

On = Annotated[str, typer.Option("--on", help="某一天结束时的,如 2024-10-31")]


def register(group: typer.Typer) -> None:
    """Add this module's commands to the group `cases`."""
    group.command("export")(cases_export)
    group.command("import")(cases_import)
    group.command("rates")(cases_rates)
    group.command("rebuild")(cases_rebuild)
    group.command("told")(cases_told)


def cases_told(
    on: Annotated[str, typer.Option("--on", help="哪一天;不写为今天")] = "",
) -> None:
    """这一天该提醒、升级、调度、回头看的;只由台账推出,何时问都一样。"""
    from desk.views.case_lists import told_on

    with the_desk() as desk:
        asked = day(on) if on else desk.today()
        found = told_on(desk, the_actor(desk), asked)
    lines = [
        said(
            "case.told",
            number=one.number,
            title=one.title,
            to=said(f"part.{one.stage.to}"),
            text=one.stage.text,
        )
        for one in found
    ]
    show({"day": asked, "told": found}, "\n".join(lines) or said("case.silent", day=asked))


def cases_rebuild() -> None:
    """督办现状照逐步记录改正;核对台账(ledger verify)说不符时用。"""
    from desk.case_rebuild import rebuild_cases

    with the_desk() as desk:
        count = rebuild_cases(desk, the_actor(desk))
    show({"cases": count}, said("case.rebuilt", count=count))


def cases_export(
    file: Annotated[Path, typer.Argument(help="写到哪个文件:.xlsx 或 .json")], on: On = ""
) -> None:
    """写出问题清单、任务清单、责任清单;xlsx 可以在别处导入。"""
    import json

    from desk.case_export import case_lists, case_lists_file, lists_document
    from flows.cli.output import plain

    if file.suffix not in (".xlsx", ".json"):
        raise UsageError(said("case.export.kind", file=file), cure=said("case.export.kinds"))
    with the_desk() as desk:
        actor, asked = the_actor(desk), day(on) if on else None
        tables = case_lists(desk, actor, asked)
        if file.suffix == ".xlsx":
            data = case_lists_file(desk, actor, asked).data
        else:
            words = json.dumps(plain(lists_document(tables)), ensure_ascii=False, indent=1)
            data = f"{words}\n".encode()
    try:
        file.write_bytes(data)
    except OSError as fault:
        raise UserError(
            said("case.export.unwritten", file=file), cure=said("case.export.where")
        ) from fault
    count = len(tables[0].rows)
    show({"file": file, "cases": count}, said("case.exported", file=file, count=count))


def cases_import(
    file: Annotated[Path, typer.Argument(help="cityplan cases export 写出的那种工作簿")],
) -> None:
    """从三张清单交办;有一格不对就一件也不交办,同一份文件再导入不重复交办。"""
    from desk.case_import import import_cases

    with the_desk() as desk:
        found = import_cases(desk, the_actor(desk), file)
        names = desk.office_names
    lines = [said("case.opened", office=names[one.office], title=one.title) for one in found.opened]
    lines += [said("case.merged", text=one.text) for one in found.merged]
    counts = {
        "opened": len(found.opened), "merged": len(found.merged), "known": len(found.known),
        "closed": len(found.closed),
    }  # fmt: skip
    show(found, "\n".join([*lines, said("case.imported", **counts)]))


def cases_rates(
    office: Annotated[str, typer.Option(help="只列一个单位")] = "",
    period: Annotated[str, typer.Option(help="报告期,如 2024-Q3;不写为那一天所在的季度")] = "",
    on: On = "",
) -> None:
    """按期签收、按期回复、办结、按期办结:各单位的分子、分母和口径,以及交办的件数。"""
    from desk.views.case_rates import case_rates
    from observations.period import ReportingPeriod

    asked = ReportingPeriod.parse(period) if period else None
    with the_desk() as desk:
        found = case_rates(desk, the_actor(desk), asked, office=office, day=day(on) if on else None)
    show(_document(found), lambda: _text(found))


def _document(found: CaseRates) -> dict[str, Any]:
    return {
        "period": str(found.period),
        "day": found.day,
        "rule": {"id": found.rule.id, "texts": {o.name: o.text for o in found.rule.rates}},
        "offices": [
            {"office": one.rates.office, "name": one.name, **_parts(one.rates)}
            for one in found.offices
        ],
        "total": _parts(found.total),
    }


def _parts(one: OfficeRates) -> dict[str, Any]:
    return {
        **{name: _fraction(share) for name, share in one.shares.items()},
        "closing_days": _fraction(one.closing_days),
        "reopened": one.reopened,
        "requests": one.requests,
        "asked": dict(one.asked),
        "together": one.together,
        "at_once": one.at_once,
    }


def _fraction(one: Share) -> dict[str, Any]:
    return {"numerator": one.numerator, "denominator": one.denominator, "value": one.rate}


def _text(found: CaseRates) -> str:
    lines = [said("case.rates.head", period=found.period.label, day=found.day)]
    lines += [_line(one.name, one.rates, found.rule) for one in found.offices]
    lines.append(_line(said("case.rates.all"), found.total, found.rule))
    lines.append(said("case.rates.rule", rule=found.rule.id))
    lines += [f"  {one.text}" for one in found.rule.rates]
    return "\n".join(lines)


def _line(name: str, one: OfficeRates, rule: RateRule) -> str:
    shares = [f"{text.label} {_share(one.shares[text.name])}" for text in rule.rates]
    return said(
        "case.rates.line",
        name=name,
        shares=said("comma").join(shares),
        reopened=one.reopened,
        days=_days(one.closing_days),
        requests=one.requests,
        together=one.together,
        at_once=one.at_once,
    )


def _share(one: Share) -> str:
    if one.rate is None:
        return said("case.rates.none")
    return f"{one.rate:.1%}({one.numerator}/{one.denominator})"


def _days(one: Share) -> str:
    return said("case.rates.none") if one.rate is None else f"{one.rate:.1f}"
