"""`cityplan rules list|show|set|history`: quality rules and how loud they are set to be."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.changes import asked_for, brief, require_new_form, waits
from flows.cli.days import day
from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk

if TYPE_CHECKING:
    from desk.rule_settings import RuleStanding
    from expectations.settings import RuleSetting
    from ledger.rule_settings import SettingRow


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="质量规则:有哪些,怎样提示", no_args_is_help=True)
    group.command("list")(rules_list)
    group.command("show")(rules_show)
    group.command("set")(rules_set)
    group.command("history")(rules_history)
    app.add_typer(group, name="rules")


def rules_list() -> None:
    """列出全部质量规则,以及今天另行设定的结果。"""
    from desk.rule_settings import standings, suite_in_force

    with the_desk() as desk:
        rows, suite = standings(desk), suite_in_force(desk)
    lines = [_line(one) for one in rows]
    lines.append(said("rules.suite", count=len(rows), suite=suite))
    show({"rules": [_brief(one) for one in rows], "suite": suite}, "\n".join(lines))


def rules_show(rule: Annotated[str, typer.Argument(help="规则编号,如 Q602")]) -> None:
    """显示一条规则:提法、怎样改、例子和各次调整。"""
    from desk.rule_settings import rule_named, standings, versions
    from expectations.example_words import fires, story
    from targets.load import DEFAULT_PLAN, load_plan

    declared = rule_named(rule)
    with the_desk() as desk:
        kept = versions(desk, rule)
        (one,) = (found for found in standings(desk) if found.rule.id == rule)
    words = asdict(declared) | {"rule": rule, "severity": said(f"rules.{declared.severity}")}
    lines = [said("rules.show", **words)]
    if declared.explained is not None:
        lines.append(said("rules.explained", severity=said(f"rules.{declared.explained}")))
    examples = load_plan(DEFAULT_PLAN)  # what the rules were written with, as docs/rules.md has it
    lines.append(f"  {story(declared, examples)}")
    lines += [said("rules.message", message=told) for told in fires(declared, examples)[:1]]
    lines.append(said("rules.cure", **words))
    lines += [_version(row) for row in kept]
    document = _brief(one) | {"declared": declared, "history": [_flat(row) for row in kept]}
    show(document, "\n".join(lines))


def rules_set(
    rule: Annotated[str, typer.Argument(help="规则编号,如 Q602")],
    severity: Annotated[
        str, typer.Option(help="critical 退回 warning 存疑 info 提示 silent 不报 default 按规则")
    ],
    reason: Annotated[str, typer.Option(help="理由")],
    indicator: Annotated[str, typer.Option(help="指标名称或代码;不写为全部指标")] = "",
    since: Annotated[str, typer.Option("--from", help="首日,默认今天")] = "",
    until: Annotated[str, typer.Option(help="末日(含当日);调低的必须写,最长一年")] = "",
    asked_by: Annotated[str, typer.Option("--asked-by", hidden=True)] = "",
) -> None:
    """提请调整一条规则的结果:有理由、有期限,另一调度岗位批准后生效;旧的判定不变。"""
    from desk.proposing import ask_rule
    from expectations.settings import RuleSetting

    require_new_form("--asked-by", asked_by)
    with the_desk() as desk:
        first = day(since) if since else desk.today()
        last = day(until) if until else None
        actor = the_actor(desk)
        given = RuleSetting(rule, indicator, severity, first, last, reason, actor.post)
        asked = asked_for(desk, ask_rule(desk, actor, given))
    document = {**asked.body, "until": asked.body["until"] or None, "reason": asked.text}
    show(document | {"asked_by": asked.post} | brief(asked), "\n".join(waits(asked)))


def rules_history(
    rule: Annotated[str, typer.Argument(help="规则编号;不写为全部")] = "",
) -> None:
    """列出各次调整:谁提出、谁批准、为什么、从哪天到哪天。"""
    from desk.rule_settings import versions

    with the_desk() as desk:
        rows = versions(desk, rule or None)
    lines = [_version(row) for row in rows]
    show({"history": [_flat(row) for row in rows]}, "\n".join(lines) or said("rules.none"))


def _line(one: RuleStanding) -> str:
    settled = "".join(said("rules.settled", **_words(row.setting)) for row in one.settings)
    severity = said(f"rules.{one.rule.severity}")
    return said(
        "rules.row", rule=one.rule.id, severity=severity, name=one.rule.name, settings=settled
    )


def _version(row: SettingRow) -> str:
    return said("rules.version", **_words(row.setting), version=row.version, post=row.post)


def _words(one: RuleSetting) -> dict[str, Any]:
    until = said("rules.until", day=one.until) if one.until else said("rules.open")
    about = one.indicator or said("rules.all")
    severity = said(f"rules.{one.severity}")
    return asdict(one) | {"about": about, "until": until, "severity": severity}


def _flat(row: SettingRow) -> dict[str, Any]:
    kept = {"version": row.version, "approved_by": row.post, "at": row.at}
    return asdict(row.setting) | kept


def _brief(one: RuleStanding) -> dict[str, Any]:
    declared = {
        name: getattr(one.rule, name) for name in ("id", "name", "dimension", "severity", "cure")
    }
    return declared | {"settings": [_flat(row) for row in one.settings]}
