"""What each number of a paper must be, by its name, reckoned from the record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.campaigns.papers import printed
from tests.campaigns.papers.record import Record, end_of, months
from tests.campaigns.papers.shares import Unknown, shared

Row = dict[str, Any]
Ids = list[str]
LAGGING = ("behind", "far_behind")
WORDS: dict[str, tuple[str, ...]] = {
    "已达标": ("met",),
    "达到序时进度": ("on_pace",),
    "严重滞后": ("far_behind",),
    "滞后": LAGGING,
    "不可评估": ("not_assessable",),
}
_LABELS = {**WORDS, "滞后": ("behind",), "达序时": ("on_pace",)}
_CHART = ("已达标", "达序时", "滞后", "严重滞后", "不可评估")
REASONS = {
    "缺报": "missing",
    "缺基期": "no_baseline",
    "口径待定": "definition_pending",
    "节点未到": "milestone_not_due",
    "未定期限": "no_deadline",
    "合计不全": "part_missing",
    "模型不适用": "pace_undefined",
}
GROUPS = {
    "纳入监测的目标": None,
    "约束性指标": "binding",
    "预期性指标": "indicative",
    "正文定量目标和节点": "none",
}


def expected(record: Record, entry: Row, dated: date) -> str:
    """The text that this number must have."""
    kind = entry["kind"]
    if kind == "count":
        return str(len(_counted(record, entry["what"])))
    if kind == "share":
        return shared(record, entry["what"], dated)
    promise = record.promises[entry["targets"][0]]
    return _OF_ONE[kind](record, promise)


def measured(record: Record, promise: Row) -> Row:
    """The newest approved value of the target's indicator and area."""
    found = record.values.get((promise["indicator"], promise["area"]))
    assert found, f"{promise['id']}: a number is printed and none is on record"
    return found[-1]


def pace(record: Record, promise: Row) -> float:
    """The straight way from the value of 2022 to the promise, at the end of what was measured."""
    seen = months(end_of(measured(record, promise)["period"]))
    whole = months((int(promise["deadline"][:4]), int(promise["deadline"][5:7])))
    if seen >= whole or months(end_of(record.period)) >= whole:
        return float(promise["value"])
    start = record.baselines[promise["indicator"], promise["area"]]
    return start + (float(promise["value"]) - start) * (seen / whole)


def _value(record: Record, promise: Row) -> str:
    indicator, seen = record.indicators[promise["indicator"]], measured(record, promise)["value"]
    if record.levels[promise["id"]][0] == "met":
        return printed.value(indicator, seen)
    return printed.beside(indicator, seen, promise["value"])


def _goal(record: Record, promise: Row) -> str:
    return printed.goal(record.indicators[promise["indicator"]], promise)


def _pace(record: Record, promise: Row) -> str:
    return printed.value(record.indicators[promise["indicator"]], pace(record, promise))


def asked_of(record: Record, promise: Row) -> float:
    """The pace, or the target itself where no way leads to it (kept, or no value of before)."""
    key = (promise["indicator"], promise["area"])
    drawn = key in record.baselines and not promise["keep"]
    return pace(record, promise) if drawn else float(promise["value"])


def _gap(record: Record, promise: Row) -> str:
    indicator, seen = record.indicators[promise["indicator"]], measured(record, promise)["value"]
    return printed.distance(indicator, seen, asked_of(record, promise))


def _change(record: Record, promise: Row) -> str:
    key = (promise["indicator"], promise["area"])
    then = record.values_before[key][-1]["value"]
    indicator = record.indicators[promise["indicator"]]
    return printed.distance(indicator, measured(record, promise)["value"], then)


def _year(record: Record, promise: Row) -> str:
    """The change since the same period of last year, as approved by now."""
    seen = measured(record, promise)
    then = f"{int(seen['period'][:4]) - 1}{seen['period'][4:]}"
    series = record.values[promise["indicator"], promise["area"]]
    before = next(one["value"] for one in series if one["period"] == then)
    return printed.distance(record.indicators[promise["indicator"]], seen["value"], before)


_OF_ONE: dict[str, Callable[[Record, Row], str]] = {
    "value": _value,
    "target": _goal,
    "pace": _pace,
    "gap": _gap,
    "change": _change,
    "year": _year,
}


def _level(record: Record, target: str) -> str:
    return record.levels[target][0]


def standing_words(record: Record) -> str:
    """What the first chart says: targets by attribute and verdict."""
    told = []
    for name, binding in (
        ("约束性指标", "binding"),
        ("预期性指标", "indicative"),
        ("正文目标和节点", "none"),
    ):
        ids = [i for i in record.levels if record.promises[i]["binding"] == binding]
        counts = [(word, len(_of(record, ids, _LABELS[word]))) for word in _CHART]
        each = "、".join(f"{word}{count}项" for word, count in counts if count)
        told.append(f"{name}{len(ids)}项\uff0c{each}")
    return "\uff1b".join(told) + "。"


def _counted(record: Record, what: str) -> Ids:
    """The targets that a count of this name must count."""
    for look in (_by_group, _by_reason, _moved, _by_lead, _by_task):
        found = look(record, what)
        if found is not None:
            return found
    raise Unknown(f"a count called {what}")


def _of(record: Record, ids: Ids, levels: tuple[str, ...]) -> Ids:
    return [one for one in ids if _level(record, one) in levels]


def _by_group(record: Record, what: str) -> Ids | None:
    """`约束性指标已达标`, `住房和城乡建设局目标滞后`, `已达标`."""
    every = list(record.levels)
    for name, binding in GROUPS.items():
        if what.startswith(name):
            kept = (i for i in every if binding in (None, record.promises[i]["binding"]))
            return _worded(record, list(kept), what.removeprefix(name))
    for office, name in record.offices.items():
        if what.startswith(f"{name}目标"):
            led = (i for i in every if office in record.promises[i]["leads"])
            prose = [i for i in led if record.promises[i]["source"] != "table"]
            return _worded(record, prose, what.removeprefix(f"{name}目标"))
    return _worded(record, every, what) if what in WORDS else None


def _worded(record: Record, ids: Ids, word: str) -> Ids | None:
    if not word:
        return ids
    return _of(record, ids, WORDS[word]) if word in WORDS else None


def _by_reason(record: Record, what: str) -> Ids | None:
    code = REASONS.get(what)
    every = record.levels.items()
    return None if code is None else [i for i, (_, why) in every if why == code]


def _moved(record: Record, what: str) -> Ids | None:
    """`比上季度新增达标`: verdict now against verdict then."""
    word = re.sub(r"^比(上季度|\d{4}年第.季度)", "", what)
    then = {one: level for one, (level, _) in record.levels_before.items()}
    rules: dict[str, Callable[[str, str], bool]] = {
        "新增达标": lambda old, new: old != "met" and new == "met",
        "转为滞后": lambda old, new: old not in LAGGING and new in LAGGING,
        "由滞后转为达到序时进度": lambda old, new: old in LAGGING and new == "on_pace",
        "转为不可评估": lambda old, new: new == "not_assessable" != old,
    }
    if word == what or word not in rules:
        return None
    return [i for i in record.levels if i in then and rules[word](then[i], _level(record, i))]


def _by_lead(record: Record, what: str) -> Ids | None:
    """`住房和城乡建设局牵头的滞后目标`: the first lead answers."""
    for office, name in record.offices.items():
        lagging = _of(record, list(record.levels), LAGGING)
        mine = [i for i in lagging if record.promises[i]["leads"][:1] == [office]]
        if what == f"{name}牵头的滞后目标":
            return mine
        if what == f"{name}牵头的滞后正文目标":
            return [i for i in mine if record.promises[i]["source"] != "table"]
    return None


def _by_task(record: Record, what: str) -> Ids | None:
    for task in record.tasks:
        word = what.removeprefix(_wide(task["title"]))
        if word != what and word in _LABELS:
            mine = [i for i in record.levels if record.promises[i]["task"] == task["id"]]
            return _of(record, mine, _LABELS[word])
    return None


def _wide(text: str) -> str:
    return text.translate(str.maketrans(",;:()", "\uff0c\uff1b\uff1a\uff08\uff09"))
