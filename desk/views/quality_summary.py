"""How a period's forms stand, in one line for those who have no time; every clause by rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from briefings.quality_english import forms_said
from expectations.reporting import FormTimeliness
from expectations.timeliness import Timeliness

MOST_NAMES = 3


def summary(found: Timeliness, names: Mapping[str, str]) -> str:
    """`6家单位应报6张,全部按时;1张存疑未说明(城乡环卫中心)。` of one period.

    Empty when nothing was asked. What did not come, came late, failed or is in doubt is named
    with its offices; `names` are those of the offices by id.
    """
    if not found.forms:
        return _before_due(found)
    offices = len({form.due.office for form in found.forms})
    clauses = [
        f"{offices}家单位应报{found.expected}张,{_arrival(found)}",
        _named("未报", (f for f in found.forms if not f.received), names),
        _named("逾期报来", (f for f in found.forms if f.received and f.days_late), names),
        _named("未合格", (f for f in found.forms if f.received and not f.passed), names),
        _named("存疑未说明", (f for f in found.forms if f.doubted), names),
    ]
    told = [one for one in clauses if one]
    if found.received and len(told) == 1:
        told.append("没有未改正、未说明的问题")
    return f"{';'.join(told)}。"


def _before_due(found: Timeliness) -> str:
    if found.pending:
        came = sum(form.received for form in found.pending)
        return f"{len(found.pending)}张表尚未到期,已报来{came}张。"
    excused = len(found.excused)
    return f"应报的{excused}张表均免报、关账或到期早于系统启用。" if excused else ""


def _arrival(found: Timeliness) -> str:
    if not found.received:
        return "均未报来"
    if found.on_time == found.expected:
        return "全部按时"
    if found.received == found.expected:
        return f"全部报齐,按时{found.on_time}张"
    return f"已报{found.received}张,按时{found.on_time}张"


def _named(word: str, forms: Iterable[FormTimeliness], names: Mapping[str, str]) -> str:
    """`2张未报(甲、乙)`; more than a few names end in 等."""
    offices = [form.due.office for form in forms]
    if not offices:
        return ""
    first = "、".join(names.get(one, one) for one in offices[:MOST_NAMES])
    more = "等" if len(offices) > MOST_NAMES else ""
    return f"{len(offices)}张{word}({first}{more})"


def summary_in_english(found: Timeliness, names: Mapping[str, str]) -> str:
    """The same line in English; the offices keep their names."""
    if not found.forms:
        return _before_due_in_english(found)
    offices = len({form.due.office for form in found.forms})
    asked = f"{forms_said(found.expected)} expected of {offices} office{'s' * (offices != 1)}"
    clauses = [
        f"{asked}, {_arrival_in_english(found)}",
        _named_in_english("missing", (f for f in found.forms if not f.received), names),
        _named_in_english("late", (f for f in found.forms if f.received and f.days_late), names),
        _named_in_english(
            "not passed", (f for f in found.forms if f.received and not f.passed), names
        ),
        _named_in_english(
            "in doubt and not explained", (f for f in found.forms if f.doubted), names
        ),
    ]
    told = [one for one in clauses if one]
    if found.received and len(told) == 1:
        told.append("nothing is left uncorrected or unexplained")
    return f"{'; '.join(told)}."


def _before_due_in_english(found: Timeliness) -> str:
    if found.pending:
        came = sum(form.received for form in found.pending)
        return f"{forms_said(len(found.pending))} not due yet, {came} received already."
    excused = len(found.excused)
    why = "exempted, closed or due before this system began"
    return f"{forms_said(excused)} asked, all {why}." if excused else ""


def _arrival_in_english(found: Timeliness) -> str:
    if not found.received:
        return "none received"
    if found.on_time == found.expected:
        return "all on time"
    if found.received == found.expected:
        return f"all received, {found.on_time} on time"
    return f"{found.received} received, {found.on_time} on time"


def _named_in_english(word: str, forms: Iterable[FormTimeliness], names: Mapping[str, str]) -> str:
    offices = [form.due.office for form in forms]
    if not offices:
        return ""
    first = ", ".join(names.get(one, one) for one in offices[:MOST_NAMES])
    more = ", …" if len(offices) > MOST_NAMES else ""
    return f"{len(offices)} {word} ({first}{more})"
