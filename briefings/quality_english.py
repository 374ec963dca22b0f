"""The statement of data quality in English, for whoever reads the commands so.

The facts and the clauses are those of `briefings.quality_words`; the names of offices,
indicators, rules and files, and what a post wrote, stay as they are. No paper is issued so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from briefings.context import Doubt
from briefings.quality_context import Corrected, Excused, FormLine, RuleSet, Statement
from briefings.quality_words import MOST_REVISIONS, Teller
from targets.wording import percent

Told = tuple[tuple[str, tuple[str, ...]], ...]
"""Headings, each with its sentences."""

_CAME = {"empty": "what came has no values", "returned": "what came was returned, nothing since"}
_EXCUSED = {
    "exempt": "exempted",
    "closed": "not established yet, or dissolved",
    "before": "due before this system began",
}
_RULE = (
    "expected = asked - exempted - dissolved - due before this system began; received = accepted "
    "and with a value, or a nil return (an empty or returned form is none); on time = arrived by "
    "the due date in Beijing; passed = no critical finding left and not sent back; doubts are "
    "counted apart"
)
_LOUD = {"退回": "critical", "存疑": "warning", "提示": "info", "不报": "silent"}
UNCHECKED = {
    "没有声明行数,完整性未证实": "no number of rows was declared: unproven to be whole",
    "外来表没有可核对的合计,完整性未证实": "no total to check it against: unproven to be whole",
    "批量来件等候复核,复核通过前数值不能审定": (
        "a bulk delivery that waits to be certified: its values cannot be approved before"
    ),
}
"""Why something of a delivery was not verified, by the desk's own words."""
_SINCE = {"上季度": "the quarter before", "上月": "the month before", "上年": "the year before"}
_LABEL = re.compile(r"([0-9]{4})年(?:第([一二三四])季度|([0-9]{1,2})月)?")


def told_in_english(teller: Teller, statement: Statement) -> Told:
    """The headings that have something under them, each with its sentences."""
    parts = [
        (title, tuple(line for clause in clauses if (line := clause(teller, statement))))
        for title, clauses in _PARTS
    ]
    return tuple((title, lines) for title, lines in parts if lines)


def code_of(label: str) -> str:
    """A period's code from its Chinese wording; anything else as it is.

    >>> code_of("2024年第二季度"), code_of("2024年3月"), code_of("2024年")
    ('2024-Q2', '2024-03', '2024')
    """
    match = _LABEL.fullmatch(label)
    if match is None:
        return label
    year, quarter, month = match.groups()
    if quarter:
        return f"{year}-Q{'一二三四'.index(quarter) + 1}"
    return f"{year}-{int(month):02}" if month else str(year)


def forms_said(count: int) -> str:
    """`1 form`, `2 forms`."""
    return _many(count, "form")


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _forms(_t: Teller, s: Statement) -> str:
    f = s.forms
    if not f.expected:
        return ""
    rates = [
        f"completeness {percent(f.received / f.expected)}",
        f"timeliness {percent(f.on_time / f.expected)}",
        *([f"quality {percent(f.passed / f.received)}"] if f.received else []),
    ]
    return (
        f"{s.period}: {forms_said(f.expected)} expected, {f.received} received, "
        f"{f.on_time} on time, {f.passed} passed; {', '.join(rates)}."
    )


def _rule(_t: Teller, s: Statement) -> str:
    return f"Rule ({s.forms.rule}): {_RULE}." if s.forms.expected else ""


def _zero(t: Teller, s: Statement) -> str:
    return _listed("as nil returns", [t.office(one) for one in s.forms.zero])


def _late(t: Teller, s: Statement) -> str:
    each = [f"{t.office(one.office)} ({_days(one.days)})" for one in s.forms.late]
    return _listed("late", each)


def _missing(t: Teller, s: Statement) -> str:
    return _listed("missing", [_not_come(t, one) for one in s.forms.missing])


def _not_come(t: Teller, one: FormLine) -> str:
    days = max(1, t.calendar.between(one.due, t.dated))
    came = f"; {_CAME[one.outcome]}" if one.outcome in _CAME else ""
    return f"{t.office(one.office)} (due {one.due}, {_days(days)} late{came})"


def _failed(t: Teller, s: Statement) -> str:
    return _listed("received but not passed", [t.office(one.office) for one in s.forms.failed])


def _excused(t: Teller, s: Statement) -> str:
    parts = [_excused_so(t, kind, s.forms.excused) for kind in _EXCUSED]
    found = "; ".join(filter(None, parts))
    return f"Not expected: {found}." if found else ""


def _excused_so(t: Teller, kind: str, every: Sequence[Excused]) -> str:
    each = [
        t.office(one.office) + (f" ({one.reason})" if one.reason else "")
        for one in every
        if one.kind == kind
    ]
    return f"{forms_said(len(each))} {_EXCUSED[kind]}: {', '.join(each)}" if each else ""


def _pending(_t: Teller, s: Statement) -> str:
    number = s.forms.pending
    return f"{forms_said(number)} not due yet, counted nowhere." if number else ""


def _doubts(t: Teller, s: Statement) -> str:
    return _values(t, s.doubts, "in doubt and not explained", "to be verified before use")


def _answered(t: Teller, s: Statement) -> str:
    return _values(t, s.answered, "in doubt, confirmed by the office in writing", "not changed")


def _values(t: Teller, rows: Sequence[Doubt], word: str, then: str) -> str:
    if not rows:
        return ""
    offices = ", ".join(dict.fromkeys(t.office(one.office) for one in rows))
    return f"{_many(len(rows), 'value')} {word}, of {offices}; {then}."


def _corrected(t: Teller, s: Statement) -> str:
    each = [_mended(t, one) for one in s.corrected if one.cells]
    return f"Approved values revised since {_since(s)}: {'; '.join(each)}." if each else ""


def _mended(t: Teller, one: Corrected) -> str:
    more = ", …" if one.cells > MOST_REVISIONS else ""
    named = ", ".join(one.revisions[:MOST_REVISIONS])
    return f"{t.office(one.office)} {one.cells} (revisions {named}{more})"


def _gone(t: Teller, s: Statement) -> str:
    each = [f"{t.office(one.office)} {one.gone}" for one in s.corrected if one.gone]
    return (
        f"Withdrawn, or approval taken back, since {_since(s)}: {'; '.join(each)}." if each else ""
    )


def _since(s: Statement) -> str:
    since = s.corrected[0].since
    return _SINCE.get(since, code_of(since))


def _alerts(t: Teller, s: Statement) -> str:
    if not s.alerts:
        return ""
    oldest = max(t.calendar.between(one.opened, t.dated) for one in s.alerts)
    overdue = sum(one.due is not None and one.due < t.dated for one in s.alerts)
    late = f"; {overdue} past the last day to be put right" if overdue else ""
    return f"{_many(len(s.alerts), 'alert')} open, the oldest for {_days(oldest)}{late}."


def _suites(_t: Teller, s: Statement) -> str:
    each = [f"{suite} for {_many(number, 'file')}" for suite, number in s.suites]
    return f"Rules of quality in use: {', '.join(each)}." if each else ""


def _settings(t: Teller, s: Statement) -> str:
    each = [_set_so(t, one) for one in s.settings]
    return f"Rules set otherwise than declared: {'; '.join(each)}." if each else ""


def _set_so(t: Teller, one: RuleSet) -> str:
    about = f" (only {t.indicator(one.indicator)})" if one.indicator else ""
    until = f"until {one.until}" if one.until else "with no end"
    was, now = (_LOUD.get(word, word) for word in (one.declared, one.loudness))
    return (
        f"{one.rule} {one.name}{about} from {was} to {now}, since {one.since} {until}, because: "
        f"{one.reason.rstrip('。')} (asked by {one.asked_by}, approved by {one.approved_by})"
    )


def _calendar(_t: Teller, s: Statement) -> str:
    years = ", ".join(map(str, s.uncovered))
    return (
        f"Holidays of {years} are not announced yet: due dates go by Monday to Friday."
        if years
        else ""
    )


def _unchecked(t: Teller, s: Statement) -> str:
    each = []
    for one in s.unchecked:
        what = one.what.rstrip("。")
        each.append(f"{one.file} of {t.office(one.office)}: {UNCHECKED.get(what, what)}")
    return f"Not verified: {'; '.join(each)}." if each else ""


def _listed(word: str, each: Sequence[str]) -> str:
    return f"{forms_said(len(each))} {word}: {', '.join(each)}." if each else ""


def _days(number: int) -> str:
    return _many(number, "working day")


Clause = Callable[[Teller, Statement], str]
_PARTS: tuple[tuple[str, tuple[Clause, ...]], ...] = (
    (
        "Reporting",
        (_forms, _zero, _late, _missing, _failed, _excused, _pending, _rule),
    ),
    ("Doubts and corrections", (_doubts, _answered, _corrected, _gone)),
    ("Open alerts", (_alerts,)),
    ("Rules of verification", (_suites, _settings, _calendar)),
    ("Not verified", (_unchecked,)),
)
