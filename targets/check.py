"""Does the data say what the document says? Every disagreement, with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from targets.adjustments_check import adjustment_problems
from targets.clauses import Clause, clauses
from targets.coverage import coverage_problems, quote_span
from targets.model import Plan, Target, Task
from targets.names import office_named
from targets.printed import silent, stated_comparator, stated_value
from targets.problem import Problem
from targets.quotes import Folded, fold
from targets.sections import Section, folded_section, section_named, sections
from targets.table import BINDINGS, TableRow, table_rows

_CLOSE = 5e-5  # a ratio is kept to four decimals


def check_plan(plan: Plan) -> tuple[Problem, ...]:
    """Every disagreement between the plan's data and its text; empty when the data hold.

    What the document says against itself is no fault of the data: see `conflicts`.
    """
    return tuple(problem for check in CHECKS for problem in check(plan))


def _head(plan: Plan) -> Iterator[Problem]:
    whole = Folded.of(plan.text)
    issued = f"{plan.issued.year}年{plan.issued.month}月{plan.issued.day}日"
    parts = {
        "title": plan.title,
        "document": plan.document,
        "issuer": plan.issuer,
        "issued": issued,
    }
    for field, written in parts.items():
        if not whole.spans(written):
            yield Problem("照抄", f"plan.yaml {field}", f"原文没有“{written}”")


def _quotes(plan: Plan) -> Iterator[Problem]:
    quoted = [(f"目标 {t.id}", t.section, t.quote) for t in plan.targets]
    quoted += [(f"任务 {t.id}", f"{t.section}{t.number}", t.quote) for t in plan.tasks]
    quoted += [(f"例外“{e.quote}”", e.section, e.quote) for e in plan.exceptions]
    for place, name, quote in quoted:
        section = section_named(plan.text, name)
        if section is None:
            yield Problem("照抄", place, f"原文没有“{name}”这一节")
            continue
        times = len(folded_section(plan.text, section).spans(quote))
        if times == 0:
            yield Problem("照抄", place, f"引文“{quote}”不在{name}里")
        elif times > 1:
            yield Problem("照抄", place, f"引文“{quote}”在{name}里出现 {times} 次,写长一些以便唯一")


def _values(plan: Plan) -> Iterator[Problem]:
    for target in plan.targets:
        place = f"目标 {target.id}"
        for word in (target.printed, target.printed_comparator):
            if fold(word) not in fold(target.quote):
                yield Problem("数值", place, f"印出的“{word}”不在引文里")
        if target.comparator != "yes":
            yield from _value_problems(place, target)
        if silent(plan, target) and "comparator" not in target.inferred:
            text = f"印作“{target.printed}”,没有比较用语,执行口径只能是推定,写入 inferred"
            yield Problem("比较符", place, text)


def _value_problems(place: str, target: Target) -> Iterator[Problem]:
    value = stated_value(target.printed)
    if value is None or abs(value - target.value) > _CLOSE:
        yield Problem("数值", place, f"印作“{target.printed}”,value 却是 {target.value:g}")
    words = stated_comparator(target.printed)
    if words != stated_comparator(target.printed_comparator):
        text = f"印作“{target.printed}”,printed_comparator 却是“{target.printed_comparator}”"
        yield Problem("比较符", place, text)
    if words and words != target.comparator:
        yield Problem("比较符", place, f"印作“{target.printed}”,执行却用“{target.comparator}”")


def _deadlines(plan: Plan) -> Iterator[Problem]:
    for target in plan.targets:
        place = f"目标 {target.id}"
        if not plan.start <= target.deadline <= plan.end:
            yield Problem("期限", place, f"{target.deadline} 不在方案期内")
        span = quote_span(plan, target.section, target.quote)
        if span is None or "deadline" in target.inferred:
            continue
        year = f"{target.deadline.year}年"
        if year not in _sentence(plan, target.section, span[0], span[1]):
            yield Problem(
                "期限", place, f"引文所在的句子和节标题都没有“{year}”;若是推定,写入 inferred"
            )


def _sentence(plan: Plan, name: str, start: int, end: int) -> str:
    """The section's heading and the sentence up to the end of the quote, folded."""
    section = section_named(plan.text, name)
    own = plan.text[section.body : start] if section else ""
    before = own.rsplit("。", 1)[-1]
    return fold(own.split("。", 1)[0] + before + plan.text[start:end])


def _table(plan: Plan) -> Iterator[Problem]:
    rows = {(row.section, row.number): row for row in table_rows(plan.text)}
    listed = {(t.section, str(t.number)): t for t in plan.targets if t.source == "table"}
    for key in rows.keys() - listed.keys():
        yield Problem("指标表", f"{key[0]} 第{key[1]}行", f"“{rows[key].name}”没有对应的目标")
    for key in listed.keys() - rows.keys():
        yield Problem("指标表", f"目标 {listed[key].id}", f"原文的表没有第 {key[1]} 行")
    for key in rows.keys() & listed.keys():
        yield from _row_problems(plan, rows[key], listed[key])


def _row_problems(plan: Plan, row: TableRow, target: Target) -> Iterator[Problem]:
    said = {
        "类别": (row.category, target.category),
        "指标": (row.name, fold(target.name)),
        "单位": (row.unit, plan.indicator(target.indicator).unit),
        "指标值": (row.printed, target.printed),
        "指标属性": (BINDINGS.get(row.binding, "none"), target.binding),
    }
    for heading, (printed, kept) in said.items():
        if printed != kept:
            yield Problem("指标表", f"目标 {target.id}", f"{heading}印作“{printed}”,数据是“{kept}”")


def _tasks(plan: Plan) -> Iterator[Problem]:
    kept = {f"{task.section}{task.number}": task for task in plan.tasks}
    for section in sections(plan.text):
        found = clauses(plan, section)
        task = kept.pop(section.name, None)
        if found and task is None:
            yield Problem("任务", section.name, "原文写了牵头单位,数据里没有这项任务")
        elif task is not None:
            yield from _task_problems(plan, section, task, found)
    for name, task in kept.items():
        yield Problem("任务", f"任务 {task.id}", f"原文没有“{name}”这一节")


def _task_problems(
    plan: Plan, section: Section, task: Task, found: tuple[Clause, ...]
) -> Iterator[Problem]:
    place = f"任务 {task.id}"
    if not folded_section(plan.text, section).text.startswith(f"{fold(task.title)}。"):
        yield Problem("任务", place, f"名称“{task.title}”与{section.name}的标题不同")
    if len(found) != 1:
        yield Problem("任务", place, f"{section.name}里应有一句“牵头单位”,找到 {len(found)} 句")
        return
    for label, names, kept in (
        ("牵头单位", found[0].leads, task.leads),
        ("配合单位", found[0].cooperating, task.cooperating),
    ):
        offices = {name: office_named(plan, name) for name in names}
        for name in (n for n, office in offices.items() if office is None):
            yield Problem("单位", place, f"{label}“{name}”不在 offices.yaml 里;补单位或别名")
        if tuple(o.id for o in offices.values() if o) != kept:
            yield Problem("单位", place, f"{label}原文是“{'、'.join(names)}”,数据是 {list(kept)}")


def _leads(plan: Plan) -> Iterator[Problem]:
    tasks = {task.id: task for task in plan.tasks}
    for target in plan.targets:
        task = tasks.get(target.task or "")
        if task is None or "leads" in target.inferred:
            continue
        place = f"目标 {target.id}"
        if target.section != f"{task.section}{task.number}":
            text = f"不在任务 {task.id} 那一节里,牵头单位只能是推定,写入 inferred"
            yield Problem("单位", place, text)
        if (target.leads, target.cooperating) != (task.leads, task.cooperating):
            yield Problem(
                "单位", place, f"牵头、配合单位与任务 {task.id} 不同;若是推定,写入 inferred"
            )


def _bounds(plan: Plan) -> Iterator[Problem]:
    for target in plan.targets:
        indicator = plan.indicator(target.indicator)
        low, high = indicator.hard_min, indicator.hard_max
        if (low is not None and target.value < low) or (high is not None and target.value > high):
            text = f"目标值 {target.value:g} 超出指标 {indicator.key} 的硬边界"
            yield Problem("数值", f"目标 {target.id}", text)


CHECKS: tuple[Callable[[Plan], Iterator[Problem]], ...] = (
    _head,
    _quotes,
    _values,
    _deadlines,
    _table,
    _tasks,
    _leads,
    _bounds,
    coverage_problems,
    adjustment_problems,
)
