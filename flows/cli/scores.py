"""`cityplan score …`: what offices score, why to the last point, objections, a rule on trial."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.changes import asked_for, brief, waits
from flows.cli.days import day
from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UsageError, UserError
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.score_acts import Trial
    from desk.scoring import Objection, Scored
    from desk.views.scores import StatementView
    from targets.score_rule import ScoreRule
    from targets.score_words import Difference
    from targets.scores import ItemScore, OfficeScore

Period = Annotated[str, typer.Argument(help="年或季,如 2024、2024-Q2")]
OfficeId = Annotated[str, typer.Argument(help="单位代码")]
File = Annotated[Path, typer.Argument(help="规则文件,如 NEW.yaml")]
On = Annotated[str, typer.Option("--on", help="某一天结束时的,如 2024-10-31")]
LARGEST = 200_000


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="考核:各单位得分、每一分的来历、异议、规则试算", no_args_is_help=True)
    for name, command in (
        ("show", score_show),
        ("explain", score_explain),
        ("simulate", score_simulate),
        ("ask", score_ask),
        ("object", score_object),
        ("decide", score_decide),
        ("rules", score_rules),
    ):
        group.command(name)(command)
    app.add_typer(group, name="score")


def score_show(
    period: Annotated[str, typer.Argument(help="年或季;不写为最近评估过的")] = "", on: On = ""
) -> None:
    """列出一个报告期的考核得分和名次:本单位岗位只列本单位,公布以后列出全部。"""
    from desk.views.scores import scores_view
    from targets.score_words import ranking_document

    asked = ReportingPeriod.parse(period) if period else None
    with the_desk() as desk:
        view = scores_view(desk, the_actor(desk), asked, day(on) if on else None)
    found = view.scored
    document = {**_head(found), "offices": ranking_document(view.rows, found.names)}
    head = said("score.head", period=found.period.label, rule=found.rule.id, run=found.run.id)
    state = said("score.public" if found.public else "score.not_public", until=found.until)
    lines = [_line(found, one) for one in view.rows] or [said("score.none")]
    show(document, "\n".join([head, state, *lines]))


def score_explain(
    period: Period,
    office: OfficeId,
    item: Annotated[str, typer.Option(help="只列一个考核项,如 binding")] = "",
    on: On = "",
) -> None:
    """一个单位的考核明细:每一项计了什么、得几分、凭哪一条、数据从哪里来,和它的异议。"""
    from desk.views.scores import statement_view
    from targets.score_words import score_told, statement_document

    with the_desk() as desk:
        asked = ReportingPeriod.parse(period), office
        view = statement_view(desk, the_actor(desk), asked, day(on) if on else None)
    document = statement_document(view.one, view.name, view.scored.rule)
    document |= {**_head(view.scored), "objections": [_objection(o) for o in view.objections]}
    known = [one.item.name for one in view.one.items]
    if item and item not in known:
        raise UserError(said("score.no_item", item=item), cure=said("and").join(known))
    document["items"] = [one for one in document["items"] if item in ("", one["item"])]
    head = said("score.head", period=view.scored.period.label, rule=document["rule"],
                run=view.scored.run.id)  # fmt: skip
    lines = [head, f"{view.name}  {score_told(view.one)}"]
    for one in view.one.items:
        lines += _item_lines(one) if item in ("", one.item.name) else []
    show(document, "\n".join([*lines, *_objection_lines(view)]))


def score_simulate(
    file: File, period: Annotated[str, typer.Option(help="按哪一期试算;不写为最近的")] = ""
) -> None:
    """按还没有执行的规则试算:各单位得分怎样变、为什么;不写入台账。"""
    from desk.rights import require_everywhere
    from desk.score_acts import simulate
    from observations.identity import Role

    with the_desk() as desk:
        require_everywhere(the_actor(desk), Role.DESK, Role.LEADER, Role.ADMIN)
        tried = simulate(desk, _rule(file), _period(desk, period))
    now = tried.scored
    document = {
        **_head(now),
        "new_rule": tried.rule.id,
        "offices": [_changed(now, one) for one in tried.changes],
    }
    words = {"period": now.period.label, "rule": now.rule.id, "new": tried.rule.id}
    show(document, "\n".join([said("score.tried", **words), *_tried_lines(tried)]))


def score_ask(file: File, reason: Annotated[str, typer.Option(help="为什么改")]) -> None:
    """提请改用新规则:附试算结果,由另一岗位 cityplan change approve 批准,自 since 起执行。"""
    from desk.proposing import ask_score_rule

    with the_desk() as desk:
        asked = asked_for(desk, ask_score_rule(desk, the_actor(desk), _rule(file), reason))
    show(brief(asked) | {"body": asked.body, "reason": asked.text}, "\n".join(waits(asked)))


def score_object(
    period: Period,
    office: OfficeId,
    item: Annotated[str, typer.Argument(help="考核项,如 reporting")],
    matter: Annotated[str, typer.Argument(help="这一项里的哪一件,见 score explain")],
    reason: Annotated[str, typer.Option(help="理由")],
) -> None:
    """对本单位丢了分的一件提异议;有期限,一件只能提一次。"""
    from desk.score_acts import Matter, object_to

    with the_desk() as desk:
        asked = Matter(ReportingPeriod.parse(period), office, item, matter)
        key = object_to(desk, the_actor(desk), asked, reason)
    show(
        {"objection": key, "office": office, "item": item, "matter": matter},
        said("score.objected", number=key),
    )


def score_decide(
    key: Annotated[str, typer.Argument(help="异议编号,如 P12")],
    reason: Annotated[str, typer.Option(help="理由")],
    uphold: Annotated[bool, typer.Option("--uphold", help="采纳:这一件不再计入")] = False,
    decline: Annotated[bool, typer.Option("--decline", help="不采纳:照旧计分")] = False,
) -> None:
    """办理一件异议,写明理由;提异议的岗位不能自己办理。"""
    from desk.score_acts import decide

    if uphold == decline:
        raise UsageError(said("score.which"), cure=said("score.which.cure"))
    with the_desk() as desk:
        decide(desk, the_actor(desk), key, upheld=uphold, reason=reason)
    word = said("score.upheld" if uphold else "score.declined")
    show({"objection": key, "upheld": uphold}, said("score.decided", number=key, word=word))


def score_rules() -> None:
    """列出各版计分规则、启用日期和条款。"""
    from desk.scoring import rules

    with the_desk() as desk, desk.ledger.read() as reading:
        found = rules(reading)
    lines = []
    for one in found:
        since = one.since or said("score.always")
        lines.append(said("score.rule", rule=one.id, title=one.title, since=since))
        lines += [f"  {i.clause}  {i.label}  {i.points}  {i.source}" for i in one.items]
    show({"rules": [one.body for one in found]}, "\n".join(lines))


def _rule(file: Path) -> ScoreRule:
    from targets.score_rule import rule_in

    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UserError(said("score.unread", file=file), cure=said("score.utf8")) from fault
    if len(data) > LARGEST:
        raise UserError(said("score.unread", file=file), cure=said("score.utf8"))
    return rule_in(text, file.name)


def _period(desk: Desk, written: str) -> ReportingPeriod:
    from desk.scoring import periods_scored

    if written:
        return ReportingPeriod.parse(written)
    with desk.ledger.read() as reading:
        found = periods_scored(reading)
    if not found:
        raise UserError(said("score.unassessed"), cure=said("score.assess"))
    return found[0]


def _head(found: Scored) -> dict[str, Any]:
    return {
        "period": str(found.period),
        "rule": found.rule.id,
        "run": found.run.id,
        "until": found.until,
        "public": found.public,
    }


def _line(found: Scored, one: OfficeScore) -> str:
    from targets.score_words import score_told

    rank = said("score.rank", rank=one.rank) if one.rank else said("score.unranked")
    name = found.names.get(one.office, one.office)
    score = "" if one.score is None else f"{one.score} {one.band}  "
    return f"{rank}  {name}({one.office})  {score}{score_told(one)}"


def _item_lines(one: ItemScore) -> list[str]:
    from targets.score_words import PARTS, item_told, share_told

    lines = [item_told(one)]
    for each in one.counted:
        fact = each.fact
        lines.append(f"  {fact.key}  {fact.label}  {PARTS[fact.part]}  {share_told(each)}")
        lines.append(f"      {fact.told}  {' '.join(fact.sources)}".rstrip())
    lines += [
        said("score.left", number=left.fact.key, label=left.fact.label, why=left.why)
        for left in one.left
    ]
    return lines


def _objection(one: Objection) -> dict[str, Any]:
    word = one.decided
    return {
        "objection": one.key,
        "item": one.item,
        "matter": one.matter,
        "reason": one.reason,
        "at": one.at,
        "state": one.state,
        "answer": word.text if word else None,
    }


def _objection_lines(view: StatementView) -> list[str]:
    return [
        said(
            "score.objection",
            number=one.key,
            label=one.label,
            reason=one.reason,
            state=one.state,
            answer=one.decided.text if one.decided else "",
        )
        for one in view.objections
    ]


def _changed(now: Scored, one: Difference) -> dict[str, Any]:
    return {
        "office": one.office,
        "name": now.names.get(one.office, one.office),
        "before": None if one.before.score is None else str(one.before.score),
        "after": None if one.after.score is None else str(one.after.score),
        "rank_before": one.before.rank,
        "rank_after": one.after.rank,
        "why": list(one.why),
    }


def _tried_lines(tried: Trial) -> list[str]:
    lines = []
    for one in tried.changes:
        document = _changed(tried.scored, one)
        none = said("score.unranked")
        lines.append(
            said(
                "score.changed",
                name=document["name"],
                before=document["before"] or none,
                after=document["after"] or none,
                was=one.before.rank or "—",
                now=one.after.rank or "—",
            )
        )
        lines += [f"    {why}" for why in one.why]
    return lines
