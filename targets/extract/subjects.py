"""What a quantity of a sentence is about, when its own clause does not say so outright."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from targets.extract.judge import CHANGE, COMMITMENT
from targets.extract.mask import BLANK
from targets.extract.model import Found, Head
from targets.extract.naming import name_of, subject
from targets.extract.quantity import Quantity
from targets.extract.scope import Spread, plain
from targets.extract.sentences import Stretch
from targets.extract.when import When, undated
from targets.extract.words import words

_LEAST_NAME = 3
_SHORTEST = 2  # of a name in a list: 市、县各1支 are tiers of one thing
_MOST_NAMES = 5
_MOST_OPENING = 200  # characters of a sentence in which its first subject stands
_RATES = {"%", "‰"}
_ALIKE = re.compile(
    r"(?:均|都)(?:要|应|须)?(?:达到|达|为|是|保持在|保持|稳定在|控制在|提高到|提升至|提高至|降至|降到)?$"
)
_EACH_OF = re.compile(r"各$")


@dataclass(frozen=True)
class Setting:
    """What a sentence stands in: the plan's head, the section's own year, background or not."""

    head: Head
    section: str
    year: When | None = None
    background: bool = False
    goals: bool = False
    tasked: bool = False  # the section says who answers


@dataclass(frozen=True)
class Case:
    """A sentence as judged: `hidden` has dates and names blanked, of the same length."""

    stretch: Stretch
    setting: Setting
    dates: Sequence[When]
    hidden: str
    last: tuple[Found, ...] = ()  # the commitments before, in the same sentence
    carried: When | None = None  # the year the paragraph began with, for what names none


def named(case: Case, q: Quantity, spread: Spread, index: int) -> str:
    """The name in the plan's words: of its clause, of the commitment before, of the sentence."""
    text = case.stretch.text
    lead = spread.lead if index and not spread.names else q
    before = plain(text[lead.first - len(lead.before) : lead.first], text, lead, case.dates)
    after = undated(text, q.last, q.last + len(q.after), case.dates)
    if after and lead is q and _follows_a_number(text, q):
        before = re.split("[、和及]", before)[-1]  # 新建30家中心、改建20家站点
    name = spread.names[index] if spread.names else name_of(q, before, after)
    tries: tuple[Callable[[], str], ...] = (
        lambda: name,
        lambda: _last_name(q, case, clause(text, q)[0]),
        lambda: _clause_name(text, q, case),
        lambda: _last_name(q, case, 0),
        lambda: _earlier_name(text, q, case),
    )
    acts = words().list("doing")  # 其中6月底前完成50%: what, stands before
    said = next((said for one in tries if (said := one()) and said not in acts), name)
    thing, colon, act = said.rpartition(":")
    return thing if colon and act in acts else said  # 特勤消防站:新建2座


def _follows_a_number(text: str, q: Quantity) -> bool:
    """True when the words before `q` begin with what the number before them counts."""
    first = q.first - len(q.before)
    inside = first > 0 and text[first - 1] not in ",;:。"
    return inside and bool(re.match(f"[一-鿿“{BLANK}]", q.before))


def widened(q: Quantity, before: Sequence[tuple[Quantity, str]], text: str) -> Quantity:
    """65岁及以上老年人…管理率: a number that is no promise belongs to the name after it."""
    first = q.first - len(q.before)
    for other, said in reversed(before):
        if (
            said in (COMMITMENT, CHANGE)
            or other.last != first
            or not other.unit
            or "(" in other.before
        ):
            break
        first = other.start - (len(other.before) if other.first == other.start else 0)
    return replace(q, before=text[first : q.first]) if BLANK not in text[first : q.first] else q


def names_before(chain: Sequence[Quantity], found: Sequence[Found], text: str) -> tuple[str, ...]:
    """2024年,分别达到980万人次和61亿元: the names stand before, with the same units."""
    first, size = chain[0], len(chain)
    own = subject(text[first.first - len(first.before) : first.first])
    last = found[-size:]
    same = size > 1 and [f.unit for f in last] == [q.unit for q in chain]
    apart = "分别" in first.before and len(own.replace("分别", "")) < _LEAST_NAME
    return tuple(f.name for f in last) if same and apart else ()


def shared(case: Case, q: Quantity) -> tuple[str, ...]:
    """A率、B率均达到100%; A、B患者管理率均达到65%; A、B设施各3处: a commitment for each name.

    Where nothing but 均 stands before, the names are those of the commitments just before.
    """
    before = case.stretch.text[q.first - len(q.before) : q.first]
    match = _ALIKE.search(before) or (_EACH_OF.search(before) if q.unit not in _RATES else None)
    if not match:
        return ()
    listed = plain(before[: match.start()], case.stretch.text, _at(q, before, match), case.dates)
    own = subject(listed)
    if len(own) < _LEAST_NAME and match.re is _ALIKE:
        return _just_before(q, case)
    return _apart(own, rate=q.unit in _RATES)


def _at(q: Quantity, before: str, match: re.Match[str]) -> Quantity:
    """`q` as if it began where its subject ends, so that the subject's dates can be cut."""
    return replace(q, first=q.first - len(before) + match.start())


def _just_before(q: Quantity, case: Case) -> tuple[str, ...]:
    """The names that share the unit and the day of the commitment before."""
    names: list[str] = []
    for one in reversed(case.last):
        if one.unit != q.unit or (names and one.deadline != case.last[-1].deadline):
            break
        names.insert(0, one.name)
    return tuple(dict.fromkeys(names)) if len(names) > 1 else ()


def _apart(listed: str, *, rate: bool) -> tuple[str, ...]:
    """The names of a list; of A、B患者管理率 the first lacks what the last ends with."""
    names = [name for name in re.split(r"[、和与]|及(?!以)", listed) if name]
    nouns = tuple(words().list("measure_nouns"))
    short = any(len(name) < _SHORTEST for name in names)
    if not 1 < len(names) <= _MOST_NAMES or short or (rate and not names[-1].endswith(nouns)):
        return ()
    if re.search(r"[两三四]级", listed):
        return ()  # 县、乡、村三级机构达标率 is one
    if not rate or all(name.endswith(nouns) for name in names):
        return tuple(names)
    return tuple(n if n.endswith(nouns) else _completed(n, names[-1]) for n in names)


def _completed(name: str, last: str) -> str:
    """高血压 beside 糖尿病患者规范管理率: 高血压患者规范管理率."""
    tail = last[len(name) :]
    return name + tail if len(tail) > _LEAST_NAME else f"{name}({last})"


def _clause_name(text: str, q: Quantity, case: Case) -> str:
    """普及率由2020年的86%提高到92%: the subject stands before where it started from."""
    start, _ = clause(text, q)
    words_ = plain(text[start : q.first], text, q, case.dates)
    return name_of(
        q, re.sub(r"(?:的|由|从)?[0-9.,]+[%A-Za-z一-鿿]{0,2}(?=提|增|下|降|扩|上)", "", words_), ""
    )


def _last_name(q: Quantity, case: Case, since: int) -> str:
    """到2024年达到60%,到2025年达到80%: the subject of the commitment before, in its unit."""
    near = (one for one in case.last[-1:] if one.at[0] >= case.stretch.offsets[since])
    return next((one.name for one in near if one.unit == q.unit), "")


def _earlier_name(text: str, q: Quantity, case: Case) -> str:
    """2025年达到90%: the subject stands in an earlier clause of the sentence."""
    start = text.rfind("。", 0, q.first) + 1
    end = min(q.first, start + _MOST_OPENING)
    clauses = [c for c in re.split(r"[,;]", undated(text, start, end, case.dates)) if c]
    return name_of(q, re.sub(r"[0-9.]+[^0-9]{0,3}$", "", clauses[0]), "") if clauses else ""


def clause(text: str, q: Quantity) -> tuple[int, int]:
    """Where the clause around `q` stands in `text`."""
    start = max(text.rfind(mark, 0, q.first) for mark in ",;:。") + 1
    ends = [at for mark in ",;。" if (at := text.find(mark, q.last)) >= 0]
    return start, min(ends, default=len(text))


def dated_clause(text: str, q: Quantity, dates: Sequence[When]) -> tuple[int, int]:
    """The clause, from the date right before it on: 到2025年,绿地率达到42%."""
    start, end = clause(text, q)
    behind = [d.start for d in dates if d.end == start - 1]
    return (behind[0] if behind else start), end
