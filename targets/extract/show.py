"""A draft as one JSON document (the keys of `plan show`, and more) and as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from targets.extract.model import Draft, Head, TargetDraft, TaskDraft

_SOURCES = {"table": "指标表", "prose": "正文目标", "milestone": "节点", "process": "频次"}
_SIGNS = {">=": "≥", "<=": "≤", "=": "=", "range": "", "yes": "完成"}
_KINDS = {
    "head": "文首", "deadline": "期限", "baseline": "基期", "unit": "计量单位", "subject": "主语",
    "tier": "主体", "comparator": "比较符", "counting": "新增还是累计", "offices": "责任单位",
    "cadence": "频次", "change": "变化量", "number": "没有把握的数", "definition": "口径",
}  # fmt: skip
_SHOWN = 12  # questions of one kind and wording shown with their targets


def draft_document(draft: Draft) -> dict[str, Any]:
    """The draft as plain JSON values; keys as in `plan show`, `confidence` and `questions`."""
    return {
        "plan": _head(draft.head, draft),
        "targets": [_target(target, draft.head) for target in draft.targets],
        "tasks": [_task(task) for task in draft.tasks],
        "conflicts": [],
        "questions": [
            {"kind": q.kind, "target": q.target, "text": q.text, "quote": q.quote}
            for q in draft.questions
        ],
        "asides": [
            {"section": a.section, "quote": a.quote, "reason": a.reason} for a in draft.asides
        ],
    }


def _head(head: Head, draft: Draft) -> dict[str, Any]:
    offices = [{"id": o.id, "name": o.name, "aliases": list(o.aliases)} for o in draft.offices]
    return {
        "id": "draft",
        "title": head.title,
        "document": head.document,
        "period": f"{head.start}/{head.end}",
        "offices": offices,
        "issuer": head.issuer,
        "issued": str(head.issued),
        "pace_origin": str(head.start),
        "area": "",
        "version": "",
        "adjustments": [],
        "inherits": [],
        "inferred": list(head.guessed),
    }


def _target(target: TargetDraft, head: Head) -> dict[str, Any]:
    f = target.found
    return {
        "id": target.id,
        "name": f.name,
        "comparator": f.comparator,
        "value": f.value,
        "value_max": f.value_max,
        "printed": f.printed,
        "unit": f.unit,
        "tier": target.tier,
        "binding": f.binding,
        "section": f.section,
        "quote": target.quote,
        "source": f.source,
        "indicator": target.indicator,
        "area": "",
        "category": f.category,
        "number": f.number,
        "task": target.task,
        "printed_comparator": f.printed_comparator,
        "keep": f.comparator == ">=" and "保持" in target.quote,
        "cadence": f.cadence,
        "open_ended": f.open_ended,
        "leads": list(target.leads),
        "cooperating": list(target.cooperating),
        "notes": list(target.notes),
        "inferred": list(target.inferred),
        "deadline": str(f.deadline),
        "counting": counting(target),
        "version": "",
        "history": [],
        "inherited_from": None,
        "overridden": [],
        "confidence": target.confidence,
    }


def counting(target: TargetDraft) -> str:
    """新增 is `new`, 累计 is `cumulative`, "" when the clause says neither."""
    shares = target.found.unit in {"%", "‰", "比值", "是否"} or "/" in target.found.unit
    said = {"新增": "new", "累计": "cumulative"}
    found = [way for word, way in said.items() if word in target.quote]
    return found[0] if len(found) == 1 and not shares and not target.found.cadence else ""


def _task(task: TaskDraft) -> dict[str, Any]:
    return {
        "id": task.id,
        "section": task.section,
        "number": task.number,
        "title": task.title,
        "leads": list(task.leads),
        "cooperating": list(task.cooperating),
        "quote": task.quote,
        "confidence": task.confidence,
    }


def draft_text(draft: Draft) -> str:
    """The draft for reading: head, targets with quotes and confidence, tasks, questions."""
    return "\n".join([*_head_lines(draft), *_target_lines(draft), *_task_lines(draft),
                      *_question_lines(draft)])  # fmt: skip


def _head_lines(draft: Draft) -> Iterator[str]:
    head = draft.head
    yield head.title
    yield f"{head.document or '文号待补'}  {head.issuer or '印发单位待补'}  {head.issued} 印发"
    yield f"方案期 {head.start} 至 {head.end}"
    count = len(draft.targets)
    yield f"草稿:目标 {count} 项,任务 {len(draft.tasks)} 项,待核问题 {len(draft.questions)} 个"


def _target_lines(draft: Draft) -> Iterator[str]:
    names = {office.id: office.name for office in draft.offices}
    for source, label in _SOURCES.items():
        targets = [t for t in draft.targets if t.found.source == source]
        if targets:
            yield f"\n{label} {len(targets)} 项"
        for target in targets:
            yield from _lines_of(target, names)


def _lines_of(target: TargetDraft, names: dict[str, str]) -> Iterator[str]:
    f = target.found
    value = "完成" if f.comparator == "yes" else f"{_SIGNS[f.comparator]}{_value(target)}{f.unit}"
    when = "无期限" if f.open_ended else str(f.deadline)
    leads = "、".join(names[i] for i in target.leads) or "待定"
    guessed = f"  推定:{'、'.join(target.inferred)}" if target.inferred else ""
    yield f"{target.id}  {f.name}  {value}  {when}  {leads}  把握 {target.confidence:.2f}{guessed}"
    yield f"    {f.section}:“{target.quote}”"


def _value(target: TargetDraft) -> str:
    f = target.found
    high = f"—{f.value_max:g}" if f.value_max is not None else ""
    return f"{f.value:.10g}{high}"


def _task_lines(draft: Draft) -> Iterator[str]:
    names = {office.id: office.name for office in draft.offices}
    yield f"\n任务 {len(draft.tasks)} 项"
    for task in draft.tasks:
        leads = "、".join(names[i] for i in task.leads)
        helping = "、".join(names[i] for i in task.cooperating) or "—"
        yield f"{task.id}  {task.title}  牵头:{leads}  配合:{helping}"


def _question_lines(draft: Draft) -> Iterator[str]:
    yield f"\n待核问题 {len(draft.questions)} 个"
    grouped: dict[tuple[str, str], list[str]] = {}
    for q in draft.questions:
        place = q.target or (f"“{q.quote}”" if q.quote else "")
        grouped.setdefault((q.kind, q.text), []).append(place)
    for (kind, text), places in grouped.items():
        named = [place for place in places if place]
        more = f" 等 {len(named)} 处" if len(named) > _SHOWN else ""
        where = f"({'、'.join(named[:_SHOWN])}{more})" if named else ""
        yield f"  [{_KINDS[kind]}] {text}{where}"
