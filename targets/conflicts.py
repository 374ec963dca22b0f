"""Where the document contradicts itself: table against prose against tasks.

Nothing here knows a conflict by heart. Each finder compares what the plan states in two places,
or what it states with what a target needs, and reports every difference it meets; a difference
that repeats is reported once, with every target and quote it touches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from targets.conflict_groups import Remark, grouped
from targets.conflict_words import word_conflicts
from targets.inherited_check import inherited_conflicts, own_lines
from targets.model import Conflict, Plan, Target, Task
from targets.printed import silent, stated_comparator
from targets.quotes import fold
from targets.table import headings

# The kinds by weight: what moves a verdict first, what is only missing last.
KINDS = (
    "inherited",
    "number",
    "comparator",
    "year",
    "attribute",
    "scope",
    "name",
    "offices",
    "fields",
)
_SHORT_NOTICE = 90  # days from issue to deadline below which the notice is worth a word
_CADENCE_YEARS = {"month": 1 / 12, "quarter": 0.25, "year": 1.0, "five-years": 5.0}
_NEEDED = {
    "基期值": ("基期", "现状", "基准"),
    "年度分解": ("年度", "年目标", "分年"),
    "责任单位": ("单位名称", "牵头", "责任"),
    "期限": ("期限", "时限", "完成时间"),
}
_SOURCES = {"table": "指标表", "prose": "正文", "milestone": "节点", "process": "频次"}
_BINDINGS = {"binding": "约束性", "indicative": "预期性", "none": "没有属性"}


def find_conflicts(plan: Plan) -> tuple[Conflict, ...]:
    """Every contradiction, heaviest kind first (`KINDS`), in plan order within each finder.

    A number, comparator, name or office that differs between two places is a conflict of its
    own; remarks that only repeat are one conflict with all their targets and quotes.
    """
    own = own_lines(plan)
    found = [*inherited_conflicts(plan), *(one for find in FINDERS for one in find(own))]
    return tuple(sorted(found, key=lambda conflict: KINDS.index(conflict.kind)))


def pairs(plan: Plan) -> Iterator[tuple[Target, Target]]:
    """Two targets on one indicator, from two places of the document."""
    for a, b in combinations(plan.targets, 2):
        if a.indicator == b.indicator and (a.section, a.source) != (b.section, b.source):
            yield a, b


def _where(target: Target) -> str:
    if target.source == "table":
        return f"指标表第{target.number}行"
    return f"{_SOURCES[target.source]}{target.section}"


def _between(kind: str, pair: tuple[Target, Target], of_a: str, of_b: str) -> Conflict:
    a, b = pair
    text = f"{b.name}:{_where(a)}{of_a},{_where(b)}{of_b}"
    return Conflict(kind, (a.id, b.id), (a.quote, b.quote), text)


def _single(kind: str, target: Target, text: str) -> Conflict:
    return Conflict(kind, (target.id,), (target.quote,), f"{target.name}:{_where(target)}{text}")


def _numbers(plan: Plan) -> Iterator[Conflict]:
    for a, b in pairs(plan):
        if (a.value, a.value_max) != (b.value, b.value_max):
            unit = "个百分点" if a.unit == "%" else a.unit
            more = f",相差 {abs(a.value - b.value):.4g} {unit}" if a.value != b.value else ""
            yield _between("number", (a, b), f"为{a.printed}", f"为{b.printed}{more}")


def _comparators(plan: Plan) -> Iterator[Conflict]:
    compared: set[str] = set()
    for a, b in pairs(plan):
        if stated_comparator(a.printed_comparator) != stated_comparator(b.printed_comparator):
            compared |= {a.id, b.id}
            yield _between("comparator", (a, b), _comparison(a), _comparison(b))
    yield from grouped("comparator", _silent(plan, compared))


def _silent(plan: Plan, compared: set[str]) -> Iterator[Remark]:
    for target in plan.targets:
        if target.id not in compared and silent(plan, target):
            text = f"印作“{target.printed}”,执行按“{target.comparator}”"
            yield Remark(f"{_SOURCES[target.source]}里的数没有比较用语", (target,), text)


def _comparison(target: Target) -> str:
    word = target.printed_comparator
    return f"用“{word}”" if word else f"印作“{target.printed}”,没有比较用语"


def _attributes(plan: Plan) -> Iterator[Conflict]:
    yield from grouped(
        "attribute",
        (
            Remark(_unlike((a, b), f"为{_BINDINGS[a.binding]}", _BINDINGS[b.binding]), (a, b))
            for a, b in pairs(plan)
            if a.binding != b.binding
        ),
    )


def _unlike(pair: tuple[Target, Target], of_a: str, of_b: str) -> str:
    a, b = (_SOURCES[target.source] for target in pair)
    return f"同一指标,{a}{of_a},{b}{of_b}"


def _scopes(plan: Plan) -> Iterator[Conflict]:
    yield from grouped(
        "scope",
        (
            Remark(_unlike((a, b), _scope(plan, a), _scope(plan, b)), (a, b))
            for a, b in pairs(plan)
            if (a.tier, a.area) != (b.tier, b.area)
        ),
    )
    yield from grouped(
        "scope",
        (
            Remark(f"没有写清主体,推定为{target.tier}", (target,))
            for target in plan.targets
            if target.source != "table" and "tier" in target.inferred
        ),
    )


def _scope(plan: Plan, target: Target) -> str:
    return f"是{target.tier}的承诺(判{plan.area_of(target.area).name})"


def _names(plan: Plan) -> Iterator[Conflict]:
    for a, b in pairs(plan):
        if fold(a.name) != fold(b.name):
            yield _between("name", (a, b), f"称“{fold(a.name)}”", f"称“{fold(b.name)}”")


def _years(plan: Plan) -> Iterator[Conflict]:
    half_dated: list[Remark] = []
    for a, b in pairs(plan):
        if _undated(a) != _undated(b):
            half_dated.append(Remark(_unlike((a, b), _year(a), _year(b)), (a, b)))
        elif a.deadline != b.deadline:
            yield _between("year", (a, b), _year(a), _year(b))
    yield from grouped("year", half_dated)
    yield from _short_notice(plan)
    for target in plan.targets:
        if _CADENCE_YEARS.get(target.cadence, 0) * 365 > (plan.end - plan.start).days + 1:
            yield _single("year", target, f"写“{target.printed}”,长过方案期 {_span(plan)}")


def _short_notice(plan: Plan) -> Iterator[Conflict]:
    short: dict[object, list[Target]] = {}
    for target in plan.targets:
        if 0 <= (target.deadline - plan.issued).days < _SHORT_NOTICE:
            short.setdefault(target.deadline, []).append(target)
    for deadline, targets in short.items():
        ids, quotes = tuple(t.id for t in targets), tuple(t.quote for t in targets)
        left = (targets[0].deadline - plan.issued).days
        text = f"方案 {plan.issued} 印发,{len(targets)} 个目标 {deadline} 到期,只剩 {left} 天"
        yield Conflict("year", ids, quotes, text)


def _undated(target: Target) -> bool:
    return "deadline" in target.inferred


def _year(target: Target) -> str:
    return "没有写期限" if _undated(target) else f"写{target.deadline.year}年"


def _span(plan: Plan) -> str:
    return f"{plan.start.year}—{plan.end.year}年"


def _fields(plan: Plan) -> Iterator[Conflict]:
    columns = headings(plan.text)
    table = tuple(t for t in plan.targets if t.source == "table")
    missing = [
        needed
        for needed, words in _NEEDED.items()
        if not any(word in column for column in columns for word in words)
    ]
    if columns and missing:
        text = f"指标表只有{'、'.join(columns)}各栏,没有{'、'.join(missing)}各栏"
        yield Conflict("fields", tuple(t.id for t in table), (" ".join(columns),), text)
    for remarks in (_unspoken(plan), _dateless(plan), _undefined(plan)):
        yield from grouped("fields", remarks)


def _unspoken(plan: Plan) -> Iterator[Remark]:
    elsewhere = {t.indicator for t in plan.targets if t.source != "table"}
    for target in plan.targets:
        if target.source == "table" and target.indicator not in elsewhere:
            yield Remark("指标表有目标,正文没有定量的句子", (target,))


def _dateless(plan: Plan) -> Iterator[Remark]:
    for target in plan.targets:
        if target.source not in ("prose", "milestone") or not _undated(target):
            continue
        if target.open_ended:
            yield Remark("确无期限,不判逾期", (target,))
        else:
            yield Remark("没有写期限,由推定", (target,), f"(推定 {target.deadline})")


def _undefined(plan: Plan) -> Iterator[Remark]:
    for target in plan.targets:
        if plan.indicator(target.indicator).definition_pending:
            yield Remark("没有给出口径,口径待定", (target,))
    for target in plan.targets:
        if "indicator" in target.inferred:
            yield Remark("没有写清数的是什么,由推定", (target,), f"(印作“{target.printed}”)")


def _offices(plan: Plan) -> Iterator[Conflict]:
    for a, b in pairs(plan):
        if set(a.leads) != set(b.leads):
            yield _between("offices", (a, b), _leads(plan, a), _leads(plan, b))
    yield from grouped(
        "offices",
        (
            Remark(
                f"{_SOURCES[target.source]}没有写责任单位,也没有对应任务",
                (target,),
                f"(推定{_leads(plan, target)})",
            )
            for target in plan.targets
            if target.task is None and "leads" in target.inferred
        ),
    )
    joint = [task for task in plan.tasks if not task.cooperating and len(task.leads) > 1]
    if joint:
        said = ";".join(_joint(task) for task in joint)
        text = f"有几个牵头单位而没有配合单位,主次不明,{len(joint)} 处:{said}"
        yield Conflict("offices", (), tuple(task.quote for task in joint), text)


def _joint(task: Task) -> str:
    return f"任务{task.section}{task.number}“{task.title}”{len(task.leads)} 个牵头单位"


def _leads(plan: Plan, target: Target) -> str:
    return f"由{'、'.join(plan.office(office).name for office in target.leads)}牵头"


FINDERS: tuple[Callable[[Plan], Iterator[Conflict]], ...] = (
    _numbers,
    _comparators,
    _attributes,
    _scopes,
    _names,
    _years,
    _fields,
    _offices,
    word_conflicts,
)
