"""Every number of the plan accounted for: stated by a target, or excepted with a reason.

A number is accounted for by its place in the text, not by its looks: a target accounts only
for the numbers it states (its printed value, its name, its row number, its table's unit, its
deadline's year, its rhythm) within its own quote; everything else in a quote needs another
target or an exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from targets.clauses import clauses
from targets.model import NumberException, Plan, Target
from targets.numbers import Number, find_numbers, value_of
from targets.problem import Problem
from targets.quotes import Folded, Span, inside
from targets.sections import Section, folded_section, section_named, sections
from targets.table import heading_spans

_CAPTION = re.compile(
    r"(?:(?<![一-鿿])|(?<=[见和及]))(?:专栏|附表|附件|图表|表)"
    r"[ \u3000]?[0-9一二三四五六七八九十]{1,2}"
    r"|十[一二三四五六]五(?=[”\"]?(?:时期|期间|规划|末|[一-鿿]))"
)
_RHYTHM = re.compile(r"每[半一两二三五1235]个?[年月]")
_AROUND = 12  # characters shown on either side of an uncovered number


def quote_span(plan: Plan, section_name: str, quote: str) -> Span | None:
    """Where the quote stands in its section; None unless it stands there exactly once."""
    section = section_named(plan.text, section_name)
    spans = folded_section(plan.text, section).spans(quote) if section else ()
    return spans[0] if len(spans) == 1 else None


def stated_spans(plan: Plan, target: Target) -> tuple[Span, ...]:
    """The stretches of the text in which the target states its own numbers."""
    whole = quote_span(plan, target.section, target.quote)
    if whole is None:
        return ()
    quote = Folded.of(plan.text, *whole)
    stated = [*quote.spans(target.printed), *quote.spans(target.name)]
    if target.number is not None:
        stated += [s for s in quote.spans(str(target.number)) if s[0] == whole[0]]
    if target.source == "table":
        stated += quote.spans(plan.indicator(target.indicator).unit)
    if target.cadence:
        stated += [s for m in _RHYTHM.finditer(quote.text) for s in quote.spans(m.group())]
    return (*stated, *quote.spans(f"{target.deadline.year}年"))


def uncovered(plan: Plan) -> tuple[tuple[Section, Number], ...]:
    """Every number of the covered chapters that nothing accounts for, in text order."""
    own = (target for target in plan.targets if target.inherited_from is None)
    accounted = [span for target in own for span in stated_spans(plan, target)]
    accounted += _inherited_spans(plan)
    accounted += [*heading_spans(plan.text), *_time_spans(plan), *_mark_spans(plan.text)]
    for exception in plan.exceptions:
        span = quote_span(plan, exception.section, exception.quote)
        accounted += [span] if span else []
    return tuple(
        (section, number)
        for section in sections(plan.text)
        if section.chapter in plan.covered
        for number in find_numbers(plan.text, section.body, section.end)
        if not any(inside(number.span, span) for span in accounted)
    )


def _inherited_spans(plan: Plan) -> Iterator[Span]:
    """What the text says of inherited lines: its own word on them, or the plan above verbatim."""
    text = Folded.of(plan.text)
    for target in (target for target in plan.targets if target.inherited_from):
        original = target.inherited_from.original if target.inherited_from else target
        said = (original.name, original.printed, f"{original.deadline.year}年")
        yield from _within(plan.text, text.spans(original.quote), said)
    for one in plan.overrides:
        stands = [target for target in plan.targets if target.id == one.target]
        steps = [step for step in plan.milestones if step.target == one.target]
        words = [t for s in stands for t in (s.name, s.printed, f"{s.deadline.year}年")]
        words += [t for s in steps for t in (f"{s.day.year}年", f"{s.value:g}")]
        words += [one.printed or "", f"{one.deadline.year}年" if one.deadline else ""]
        yield from _within(plan.text, text.spans(one.quote), words)


def _within(document: str, quotes: Iterable[Span], said: Iterable[str]) -> Iterator[Span]:
    for quote in quotes:
        folded = Folded.of(document, *quote)
        yield from (span for words in said if words for span in folded.spans(words))


def _time_spans(plan: Plan) -> Iterator[Span]:
    """完成时限 of a clause that names offices: its dates are those of the section's targets."""
    for section in sections(plan.text):
        days = {t.deadline for t in plan.targets if t.section == section.name}
        told = {part for day in days for part in (day.year, day.month, day.day)}
        for clause in clauses(plan, section) if days else ():
            for number in find_numbers(plan.text, *clause.span):
                if value_of(number.text) in told:
                    yield number.span


def _mark_spans(document: str) -> Iterator[Span]:
    """专栏1, 附件2, “十四五”: the number of a caption, the name of a five-year period."""
    yield from (match.span() for match in _CAPTION.finditer(document))


def coverage_problems(plan: Plan) -> Iterator[Problem]:
    """Numbers left open, chapters that are missing, exceptions that cannot be what they say."""
    chapters = {s.chapter for s in sections(plan.text)}
    for chapter in plan.covered:
        if chapter not in chapters:
            yield Problem("数字", f"第{chapter}章", "原文没有这一章,无从核对")
    for section, number in uncovered(plan):
        around = _around(plan.text, number.span)
        yield Problem(
            "数字",
            section.name,
            f"“{number.text}”没有着落({around});补一条目标,或列入例外并写明理由",
        )
    for exception in plan.exceptions:
        yield from _exception_problems(exception)


def _around(text: str, span: Span) -> str:
    before = "".join(text[max(0, span[0] - _AROUND) : span[0]].split())
    after = "".join(text[span[1] : span[1] + _AROUND].split())
    return f"…{before}【{text[slice(*span)]}】{after}…"


def _exception_problems(exception: NumberException) -> Iterator[Problem]:
    numbers = find_numbers(exception.quote)
    place = f"例外 {exception.section}“{exception.quote}”"
    if not numbers:
        yield Problem("例外", place, "里面没有数;删去")
    for number in numbers:
        if not _BELIEVABLE[exception.reason](exception.quote, number):
            text = f"“{number.text}”不像{_REASON_NAMES[exception.reason]};改正理由或立为目标"
            yield Problem("例外", place, text)


def _is_date(quote: str, number: Number) -> bool:
    after = quote[number.span[1] :]
    value = value_of(number.text)
    limits = {"年": (1949, 2100), "月": (1, 12), "日": (1, 31)}
    low, high = limits.get(after[:1], (1, 0))
    return low <= value <= high


def _is_document_number(quote: str, number: Number) -> bool:
    before, after = quote[: number.span[0]], quote[number.span[1] :]
    in_brackets = bool(re.search(r"[\[〔(\uff08]$", before) and re.match(r"[\]〕)\uff09]", after))
    return in_brackets or after.startswith("号")


def _is_ordinal(quote: str, number: Number) -> bool:
    before, after = quote[: number.span[0]], quote[number.span[1] :]
    return before.endswith(("第", "(", "\uff08")) or after.startswith(("期", "是", "、", ".", "年"))


def _is_words(quote: str, number: Number) -> bool:
    """A name or description may hold any number but one that looks like a promise."""
    after = quote[number.span[1] :]
    return not re.match(r"[%\uff05‰]|[^,。;、]{0,4}(?:以上|以内|以下)", after)


_BELIEVABLE: dict[str, Callable[[str, Number], bool]] = {
    "date": _is_date,
    "document number": _is_document_number,
    "ordinal": _is_ordinal,
    "name": _is_words,
    "description": _is_words,
}
_REASON_NAMES = {
    "date": "日期",
    "document number": "文号",
    "ordinal": "序数",
    "name": "名称",
    "description": "描述(带百分号或“以上”“以内”的应是目标)",
}
