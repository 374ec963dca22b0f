"""A plan as one JSON document (the contract's `plan show`) and as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from targets.adjustment import Change
from targets.adjustments import changes
from targets.conflicts import find_conflicts
from targets.model import Ancestor, Conflict, Inherited, Plan, Target, Task
from targets.problem import Problem
from targets.sections import task_section
from targets.wording import inherited_text

CONFLICT_KINDS = {
    "inherited": "低于上级方案",
    "number": "数值",
    "comparator": "比较符",
    "year": "年份",
    "attribute": "属性",
    "scope": "主体和范围",
    "name": "名称",
    "offices": "单位",
    "fields": "缺项",
}
FIELD_LABELS = {
    "value": "目标值",
    "value_max": "上限",
    "comparator": "比较符",
    "printed": "印出的数",
    "deadline": "期限",
    "open_ended": "无期限",
    "binding": "属性",
    "leads": "牵头单位",
    "cooperating": "配合单位",
    "withdrawn": "撤销",
    "added": "新增",
    "adjustment": "调整",
    "indicator": "指标",
    "area": "地区",
    "unit": "单位",
    "keep": "保持",
    "cadence": "频次",
    "tier": "层级",
    "counting": "计数方式",
    "pace": "序时模型",
    "start": "方案期首",
    "end": "方案期末",
    "issued": "印发日期",
    "pace_origin": "序时起点",
    "rule": "评估规则",
    "due_working_days": "报送时限",
    "source": "出处",
    "members": "组成地区",
    "inherits": "承接的方案",
    "milestones": "节点值",
    "kind": "种类",
    "direction": "方向",
    "frequency": "填报频率",
    "decimals": "小数位数",
    "scale": "倍数",
    "standard": "依据标准",
    "aggregation": "合成方式",
    "numerator": "分子",
    "denominator": "分母",
    "numerator_unit": "分子单位",
    "denominator_unit": "分母单位",
    "hard_min": "可能的下限",
    "hard_max": "可能的上限",
    "plausible_min": "常见的下限",
    "plausible_max": "常见的上限",
    "cumulative": "累计数",
    "year_to_date": "本年累计",
    "season": "季节份额",
    "redefined": "口径变更日期",
    "definition_pending": "口径待定",
    "derivation": "推算公式",
    "inputs": "推算用的原始量",
    "derived_output": "推算取的结果",
}
_SOURCES = {"table": "指标表(市)", "prose": "正文目标", "milestone": "节点", "process": "频次"}
_BINDINGS = {"binding": "约束性", "indicative": "预期性", "none": "—"}


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as plain JSON values, keys as in the contract (more may be added).

    Of a plan in force on some day the targets are those of that day; conflicts are always the
    original text's own, and `plan.adjustments` lists every adjustment of the edition.
    """
    return {
        "plan": _head(plan),
        "targets": [_target(target) for target in plan.targets],
        "tasks": [_task(task) for task in plan.tasks],
        "conflicts": [_conflict(one) for one in find_conflicts(plan.written or plan)],
    }


def _head(plan: Plan) -> dict[str, Any]:
    offices = [{"id": o.id, "name": o.name, "aliases": list(o.aliases)} for o in plan.offices]
    return {
        "id": plan.id,
        "title": plan.title,
        "document": plan.document,
        "period": f"{plan.start}/{plan.end}",
        "offices": offices,
        "issuer": plan.issuer,
        "issued": str(plan.issued),
        "pace_origin": str(plan.pace_origin),
        "area": plan.area,
        "version": plan.version,
        "adjustments": [change_document(one) for one in changes(plan)],
        "inherits": [_ancestor(one) for one in plan.inherits],
    }


def _ancestor(above: Ancestor) -> dict[str, Any]:
    same = ("id", "title", "document", "issuer", "area", "version")
    return {name: getattr(above, name) for name in same} | {"issued": str(above.issued)}


def change_document(change: Change) -> dict[str, Any]:
    """One change as plain JSON values: field, old → new, clause, document, approver, days."""
    days = {"decided": str(change.decided), "effective": str(change.effective)}
    return {**vars(change), **days}


def _target(target: Target) -> dict[str, Any]:
    same = (
        *("id", "name", "comparator", "value", "value_max", "printed", "unit", "tier", "binding"),
        *("section", "quote", "source", "indicator", "area", "category", "number", "task"),
        *("printed_comparator", "keep", "cadence", "open_ended", "version"),
    )
    lists = ("leads", "cooperating", "notes", "inferred")
    document: dict[str, Any] = {name: getattr(target, name) for name in same}
    document |= {name: list(getattr(target, name)) for name in lists}
    document["history"] = [change_document(one) for one in target.history]
    document["inherited_from"] = _source(target.inherited_from)
    document["overridden"] = [change_document(one) for one in target.overridden]
    return {**document, "deadline": str(target.deadline)}


def _source(source: Inherited | None) -> dict[str, Any] | None:
    """Where an inherited target comes from, with what it promised there; None of an own one."""
    if source is None:
        return None
    same = ("plan", "title", "document", "target")
    original = {name: getattr(source.original, name) for name in ("comparator", "value", "printed")}
    until = {"deadline": str(source.original.deadline), "through": list(source.through)}
    return {name: getattr(source, name) for name in same} | original | until


def _task(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "section": task.section,
        "number": task.number,
        "title": task.title,
        "leads": list(task.leads),
        "cooperating": list(task.cooperating),
        "quote": task.quote,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "kind": conflict.kind,
        "targets": list(conflict.targets),
        "quotes": list(conflict.quotes),
        "text": conflict.text,
    }


def problems_document(problems: Sequence[Problem]) -> dict[str, Any]:
    """The result of `plan check` as plain JSON values: `{"problems": [{kind, place, text}]}`."""
    return {"problems": [{"kind": p.kind, "place": p.place, "text": p.text} for p in problems]}


def plan_text(plan: Plan) -> str:
    """The plan for reading: head, targets by source, tasks, conflicts by kind (Chinese)."""
    return "\n".join(
        [*_head_lines(plan), *_target_lines(plan), *_task_lines(plan), *_adjustment_lines(plan)]
    ) + ("\n" + "\n".join(_conflict_lines(find_conflicts(plan.written or plan))) + "\n")


def problems_text(problems: Sequence[Problem]) -> str:
    """The result of `plan check` for people."""
    if not problems:
        return "方案数据与原文一致:照抄、数值、指标表、任务、单位、数字着落均无问题。\n"
    return "\n".join([f"方案数据与原文有 {len(problems)} 处不一致:", *map(str, problems)]) + "\n"


def _head_lines(plan: Plan) -> Iterator[str]:
    yield plan.title
    yield f"{plan.document}  {plan.issuer}  {plan.issued} 印发"
    period = f"方案期 {plan.start} 至 {plan.end},序时进度自 {plan.pace_origin} 起算"
    yield f"{period},数据版本 {plan.version}"
    for above in plan.inherits:
        yield f"承接《{above.title}》({above.document}),数据版本 {above.version}"


def _target_lines(plan: Plan) -> Iterator[str]:
    for source, label in _SOURCES.items():
        targets = [t for t in plan.targets if t.source == source and not t.inherited_from]
        if targets:
            yield f"\n{label} {len(targets)} 项"
            yield from (_target_line(plan, target) for target in targets)
    inherited = [target for target in plan.targets if target.inherited_from]
    if inherited:
        yield f"\n承接上级的目标 {len(inherited)} 项"
    for target in inherited:
        yield _target_line(plan, target)
        yield f"    {inherited_text(plan.indicator(target.indicator), target)}"


def _target_line(plan: Plan, target: Target) -> str:
    leads = "、".join(plan.office(office).name for office in target.leads)
    inferred = "(推定)"
    adjusted = f"  〔{target.version}〕" if target.history else ""
    when = "无期限" if target.open_ended else f"{target.deadline}"
    return "  ".join(
        (
            f"{target.id} {target.name} {target.printed}",
            _BINDINGS[target.binding],
            target.tier + inferred * ("tier" in target.inferred),
            when + inferred * ("deadline" in target.inferred),
            leads + inferred * ("leads" in target.inferred),
            target.section + adjusted,
        )
    )


def _task_lines(plan: Plan) -> Iterator[str]:
    yield f"\n任务 {len(plan.tasks)} 项"
    for task in plan.tasks:
        leads = "、".join(plan.office(office).name for office in task.leads)
        cooperating = "、".join(plan.office(office).name for office in task.cooperating)
        where = task_section(plan.text, task.section, task.number)
        yield f"{where} {task.title}  牵头:{leads}  配合:{cooperating or '—'}"


def _adjustment_lines(plan: Plan) -> Iterator[str]:
    made = changes(plan)
    if made:
        yield f"\n期中调整 {len(made)} 处"
    for one in made:
        yield (
            f"{one.target} {FIELD_LABELS.get(one.field, one.field)}:{one.old or '—'} → "
            f"{one.new or '—'}  自 {one.effective} 起  {one.document}  批准:{one.approved_by}"
        )


def _conflict_lines(conflicts: Sequence[Conflict]) -> Iterator[str]:
    yield f"\n原文自身不一致 {len(conflicts)} 处"
    for kind, label in CONFLICT_KINDS.items():
        found = [c for c in conflicts if c.kind == kind]
        if found:
            yield f"{label} {len(found)} 处"
            yield from (f"  {conflict.text}" for conflict in found)
