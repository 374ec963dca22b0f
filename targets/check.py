"""Does the data say what the document says? Every disagreement, with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from targets.adjustments_check import adjustment_problems
from targets.clauses import Clause, clauses
from targets.coverage import coverage_problems, quote_span
from targets.extract.words import narrow
from targets.inherited_check import origins, override_problems, own_lines
from targets.model import Plan, Target, Task
from targets.names import office_named
from targets.numbers import find_numbers
from targets.printed import silent, stated_comparator, stated_value
from targets.problem import Problem
from targets.quotes import Folded, fold
from targets.sections import Section, folded_section, ordinal, section_named, sections, task_section
from targets.table import BINDINGS, TableRow, table_rows

_PART = 2  # a task is a part or an item, never a whole chapter
_LONG = 60  # characters of a title that is a whole sentence
_CLOSE = 5e-5  # a ratio is kept to four decimals


def check_plan(plan: Plan) -> tuple[Problem, ...]:
    """Every disagreement between the plan's data and its text; empty when the data hold.

    What the document says against itself is no fault of the data: see `conflicts`. Inherited
    lines are held against the text of the plan that promised them.
    """
    own = own_lines(plan)
    found = [problem for check in CHECKS for problem in check(own)]
    for origin in origins(plan):
        for problem in (problem for check in _QUOTED for problem in check(origin)):
            found.append(replace(problem, place=f"承接《{origin.title}》的{problem.place}"))
    return (*found, *(problem for check in _WHOLE for problem in check(plan)))


def _head(plan: Plan) -> Iterator[Problem]:
    whole = Folded.of(plan.text)
    parts = {
        "title": plan.title,
        "document": plan.document,
        "issuer": plan.issuer,
    }
    for field, written in parts.items():
        if not whole.spans(written):
            yield Problem("照抄", f"plan.yaml {field}", f"原文没有“{written}”")
    dated = _written_days(plan.issued)
    if not any(whole.spans(one) for one in dated):
        yield Problem("照抄", "plan.yaml issued", f"原文没有“{dated[0]}”")


def _written_days(day: date) -> tuple[str, ...]:
    """2023年5月18日, and 二〇二三年五月十八日 with each way to write nought."""
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    chinese = f"{year}年{ordinal(day.month)}月{ordinal(day.day)}日"
    noughts = (chinese.replace("〇", nought) for nought in "〇○零O")
    return (f"{day.year}年{day.month}月{day.day}日", *noughts)


def _quotes(plan: Plan) -> Iterator[Problem]:
    quoted = [(f"目标 {t.id}", t.section, t.quote) for t in plan.targets]
    quoted += [
        (f"任务 {t.id}", task_section(plan.text, t.section, t.number), t.quote) for t in plan.tasks
    ]
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
    if words and words != stated_comparator(target.printed_comparator):
        text = f"印作“{target.printed}”,printed_comparator 却是“{target.printed_comparator}”"
        yield Problem("比较符", place, text)
    words = words or stated_comparator(target.printed_comparator)
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
    rows = {(r.section, r.number, r.year): r for r in table_rows(plan.text, plan.start.year)}
    listed = {}
    for target in (t for t in plan.targets if t.source == "table"):
        place = (target.section, str(target.number))
        dated = (*place, target.deadline.year)
        listed[dated if dated in rows else (*place, None)] = target
    for key in (key for key in rows if key not in listed and _counts(rows[key])):
        place_of = f"{key[0]} 第{key[1]}行" + (f" {key[2]}年" if key[2] else "")
        yield Problem("指标表", place_of, f"“{rows[key].name}”没有对应的目标")
    for key in (key for key in listed if key not in rows):
        yield Problem("指标表", f"目标 {listed[key].id}", f"原文的表没有第 {key[1]} 行")
    for key in (key for key in listed if key in rows):
        yield from _row_problems(plan, rows[key], listed[key])


def _label(binding: str) -> str:
    return next((word for word, kept in BINDINGS.items() if kept == binding), "无")


def _counts(row: TableRow) -> bool:
    """A value of words alone (与经济增长同步) is no number that a target could state."""
    return bool(find_numbers(row.printed))


def _row_problems(plan: Plan, row: TableRow, target: Target) -> Iterator[Problem]:
    said = {
        "类别": (row.category, target.category),
        "指标": (row.name, fold(target.name)),
        "单位": (row.unit, plan.indicator(target.indicator).unit),
        "指标值": (row.printed, target.printed),
        "指标属性": (_label(BINDINGS.get(row.binding, "none")), _label(target.binding)),
    }
    for heading, (printed, kept) in said.items():
        unprinted = heading == "单位" and not printed.strip("-—－/")
        if narrow(printed) != narrow(kept) and not unprinted:
            yield Problem("指标表", f"目标 {target.id}", f"{heading}印作“{printed}”,数据是“{kept}”")


def _tasks(plan: Plan) -> Iterator[Problem]:
    kept = {task_section(plan.text, t.section, t.number): t for t in plan.tasks}
    for section in sections(plan.text):
        found = clauses(plan, section)
        task = kept.pop(section.name, None)
        if found and task is None and section.level >= _PART:
            yield Problem("任务", section.name, "原文写了牵头单位,数据里没有这项任务")
        elif task is not None:
            yield from _task_problems(plan, section, task, found)
    for name, task in kept.items():
        yield Problem("任务", f"任务 {task.id}", f"原文没有“{name}”这一节")


def _task_problems(
    plan: Plan, section: Section, task: Task, found: tuple[Clause, ...]
) -> Iterator[Problem]:
    place = f"任务 {task.id}"
    if not _titled(plan, section, fold(task.title)):
        yield Problem("任务", place, f"名称“{task.title}”与{section.name}的标题不同")
    if not found:
        yield Problem("任务", place, f"{section.name}里应有一句写明牵头、责任单位的话,没有找到")
        return
    one = next((c for c in found if _same_offices(plan, c, task)), found[-1])
    for label, names, kept in (
        ("牵头单位", one.leads, task.leads),
        ("配合单位", one.cooperating, task.cooperating),
    ):
        offices = {name: office_named(plan, name) for name in names}
        for name in (n for n, office in offices.items() if office is None):
            yield Problem("单位", place, f"{label}“{name}”不在 offices.yaml 里;补单位或别名")
        if tuple(o.id for o in offices.values() if o) != kept:
            yield Problem("单位", place, f"{label}原文是“{'、'.join(names)}”,数据是 {list(kept)}")


def _titled(plan: Plan, section: Section, title: str) -> bool:
    """The section begins with the title; a stop or the end of a line follows it."""
    folded = folded_section(plan.text, section)
    after = folded.text[len(title) : len(title) + 1]
    if not folded.text.startswith(title) or not title:
        return False
    last = len(title) - 1
    gap = plan.text[folded.offsets[last] + 1 : folded.offsets[last + 1]] if after else "\n"
    return not after.isalnum() or "\n" in gap or len(title) >= _LONG


def _same_offices(plan: Plan, clause: Clause, task: Task) -> bool:
    pairs = ((clause.leads, task.leads), (clause.cooperating, task.cooperating))
    named = (([office_named(plan, n) for n in names], kept) for names, kept in pairs)
    return all(tuple(o.id for o in offices if o) == kept for offices, kept in named)


def _leads(plan: Plan) -> Iterator[Problem]:
    tasks = {task.id: task for task in plan.tasks}
    for target in plan.targets:
        task = tasks.get(target.task or "")
        if task is None or "leads" in target.inferred:
            continue
        place = f"目标 {target.id}"
        if target.section != task_section(plan.text, task.section, task.number):
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
)
_QUOTED = (_quotes, _values, _deadlines)  # of lines inherited from the plan whose text it is
_WHOLE = (_bounds, coverage_problems, adjustment_problems, override_problems)
