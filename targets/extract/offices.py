"""Who answers: 牵头单位:甲、乙;配合单位:丙, or (甲牵头,乙、丙配合), and one name an office."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from targets.extract.model import OfficeDraft
from targets.extract.words import any_of, words

_MOST_NAME = 30
_OPEN, _CLOSE = "([【", ")]】"
_REMARK = re.compile(r"为牵头|下同|排在|排名|首位")
_FIRST_LEADS = re.compile(r"(?:排在?|列在?|排名|列)(?:第一位|首位|第一)的?(?:单位)?为牵头")
_MOST_LIST = 1_000  # characters of one list of names
_MOST_COMPARED = 50  # offices of a like name with which a spelling is compared
_FRONT = re.compile(r"^(?:由|及|和|与)")
_TAIL = re.compile(r"(?:等(?:部门|单位)?|按职责分工负责|按职责负责|分别负责|负责)$")


@dataclass(frozen=True)
class Answering:
    """One clause of offices in a section; `time` is what stands after 完成时限."""

    start: int
    end: int
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    time: str = ""
    alike: bool = False  # 责任单位 only: nobody is said to lead


@lru_cache(maxsize=1)
def _label() -> re.Pattern[str]:
    w = words()
    kinds = {"lead": "lead_labels", "answer": "answer_labels", "help": "help_labels",
             "time": "time_labels"}  # fmt: skip
    either = "|".join(rf"(?P<{kind}>{any_of(w.list(key))})" for kind, key in kinds.items())
    return re.compile(rf"(?:{either})[\]】]?:")


@lru_cache(maxsize=1)
def _said() -> re.Pattern[str]:
    """甲、乙牵头,丙配合 inside brackets."""
    w = words()
    keys = ("lead_verbs", "help_verbs", "together_verbs")
    return re.compile(any_of(word for key in keys for word in w.list(key)))


def clauses(text: str, line_ends: frozenset[int] = frozenset()) -> tuple[Answering, ...]:
    """Every clause of a section's folded half-width text, in order.

    `line_ends` are the indices of last characters of lines: outside brackets a list of names
    ends with its line, unless the line breaks a name or ends in 、.
    """
    labelled = list(_labelled(text, line_ends))
    told = [one for one in _told(text) if not any(_meet(one, two) for two in labelled)]
    return tuple(sorted((*labelled, *told), key=lambda one: one.start))


def _meet(one: Answering, two: Answering) -> bool:
    return one.start < two.end and two.start < one.end


def _labelled(text: str, line_ends: frozenset[int]) -> Iterator[Answering]:
    """Runs of labels with only names between them make one clause."""
    run: list[tuple[str, str, int, int]] = []
    for match in _label().finditer(text):
        kind = match.lastgroup or ""
        begin = match.end()
        end = _value_end(text, begin, line_ends)
        if run and not (match.start() - run[-1][3] <= 2):
            yield _clause(run)
            run = []
        run.append((kind, text[begin:end], match.start(), end))
    if run:
        yield _clause(run)


def _value_end(text: str, begin: int, line_ends: frozenset[int]) -> int:
    """Where the names end: a closing bracket, a full stop, the next label, the end of the line."""
    following = _label().search(text, begin)
    limit = following.start() if following else len(text)
    bracketed = _open_bracket(text, begin)
    limit = min(limit, begin + _MOST_LIST)
    ends = (*words().list("office_ends"), *"底日月年")
    depth = 0
    for at in range(begin, limit):
        depth += (text[at] in _OPEN) - (text[at] in _CLOSE)
        if depth < 0 or text[at] == "。":
            return at
        if at in line_ends and not bracketed and text.endswith(ends, begin, at + 1):
            return at + 1
    return limit


def _open_bracket(text: str, begin: int) -> bool:
    head = text[max(0, begin - 400) : begin]
    opened = sum(head.count(mark) for mark in _OPEN)
    return opened > sum(head.count(mark) for mark in _CLOSE)


def _clause(run: Sequence[tuple[str, str, int, int]]) -> Answering:
    by: dict[str, list[str]] = {"lead": [], "answer": [], "help": [], "time": []}
    for kind, written, *_ in run:
        by[kind] += [written] if kind == "time" else names(written)
    leads = by["lead"] or by["answer"]
    helping = [*(by["answer"] if by["lead"] else []), *by["help"]]
    others = tuple(name for name in helping if name not in leads)
    alike = not by["lead"] and not by["help"]
    return Answering(run[0][2], run[-1][3], tuple(leads), others, "".join(by["time"]), alike)


def first_leads(text: str) -> bool:
    """True when the document says that the office named first leads (排在首位的为牵头单位)."""
    return bool(_FIRST_LEADS.search("".join(text.split())))


def led_by_first(clause: Answering) -> Answering:
    """The clause under that rule; one that names its leads stays as it is."""
    if not clause.alike:
        return clause
    return replace(clause, leads=clause.leads[:1], cooperating=clause.leads[1:])


def _told(text: str) -> Iterator[Answering]:
    for start, end in _brackets(text):
        body = text[start + 1 : end - 1]
        if not _said().search(body) or len(body) > 400 or "。" in body:
            continue
        one = _tell(body, start, end)
        if one:
            yield one


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Outermost brackets, as (start, end)."""
    depth = start = 0
    for at, character in enumerate(text):
        if character in _OPEN:
            start = at if depth == 0 else start
            depth += 1
        elif character in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield start, at + 1


def _tell(body: str, start: int, end: int) -> Answering | None:
    leads: list[str] = []
    helping: list[str] = []
    for piece in re.split(r"[,;]", body):
        verb = _said().search(piece)
        if not verb:
            found = names(piece)
            (helping if leads else leads).extend(found)
            continue
        found = names(piece[: verb.start()])
        together = verb.group() in words().list("together_verbs")
        lead = verb.group() in words().list("lead_verbs") or (together and not leads)
        (leads if lead else helping).extend(found)
    if not leads:
        leads, helping = helping, []
    return Answering(start, end, tuple(leads), tuple(helping)) if leads else None


def names(written: str) -> list[str]:
    """The offices of a list, as printed (half width); 等 and what follows is cut.

    >>> names("市教育局、市财政局等,各县(区)人民政府")
    ['市教育局', '市财政局', '各县(区)人民政府']
    """
    found: list[str] = []
    for piece in re.split(r"[、,;/\s]", written):
        for each in _split_and(piece):
            one = _TAIL.sub("", _TAIL.sub("", _FRONT.sub("", each.strip("。:"))))
            fits = 2 <= len(one) <= _MOST_NAME and not _REMARK.search(one)
            if fits and one not in found:
                found.append(one)
    return found


def _split_and(piece: str) -> list[str]:
    """市教育局和市财政局 are two; 发展和改革委员会 is one."""
    ends = any_of(words().list("office_ends"))
    prefixes = "|".join((*words().list("place_prefixes"), "各"))
    match = re.match(rf"(.{{2,14}}(?:{ends}))(?:和|及|与)((?:{prefixes}).{{2,16}})$", piece)
    return [match[1], match[2]] if match else [piece]


def registry(lists: Iterable[Sequence[str]]) -> tuple[tuple[OfficeDraft, ...], dict[str, str]]:
    """One office for all its spellings, and the id of every spelling.

    Two names of one list are never one office. The most frequent spelling names it.
    """
    listed = [tuple(names_) for names_ in lists]
    count = Counter(name for names_ in listed for name in names_)
    apart: dict[str, set[int]] = {}  # in which lists a name stands
    for number, names_ in enumerate(listed):
        for name in names_:
            apart.setdefault(name, set()).add(number)
    groups: list[list[str]] = []
    near: dict[str, list[list[str]]] = {}
    for name in count:
        looks = _looks(name)
        alike = [group for look in looks for group in near.get(look, ())[:_MOST_COMPARED]]
        home = next((g for g in alike if _belongs(name, g, apart)), None)
        if home is None:
            home = []
            groups.append(home)
        home.append(name)
        for look in looks:
            if home not in near.setdefault(look, [])[:_MOST_COMPARED]:
                near[look].append(home)
    offices: list[OfficeDraft] = []
    ids: dict[str, str] = {}
    for number, group in enumerate(groups, start=1):
        best = max(group, key=lambda n: (count[n], -group.index(n)))
        office = OfficeDraft(f"office-{number:02}", best, tuple(n for n in group if n != best))
        offices.append(office)
        ids |= dict.fromkeys(group, office.id)
    return tuple(offices), ids


def _looks(name: str) -> tuple[str, str]:
    """Two spellings of an office share at least one: its full name, or its first and last words."""
    bare = _bare(name)
    return f"={_full(bare)}", f"{bare[:4]}…{bare[-2:]}"


def _belongs(name: str, group: Sequence[str], apart: Mapping[str, Set[int]]) -> bool:
    return all(_same(name, one) and apart[name].isdisjoint(apart[one]) for one in group)


def _same(one: str, two: str) -> bool:
    a, b = _bare(one), _bare(two)
    return a == b or _full(a) == _full(b) or _shortened(a, b) or _shortened(b, a)


def _bare(name: str) -> str:
    """Without the place's own prefix: 旗大数据中心 → 大数据中心."""
    match = re.match(rf"(?:{any_of(words().list('place_prefixes'))})(?!委|直)(.{{3,}})$", name)
    return match[1] if match and match[1].endswith(words().list("office_ends")) else name


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    table = words().raw["abbreviations"]
    return {short: full for full, shorts in table.items() for short in shorts}


def _full(name: str) -> str:
    return _abbreviations().get(name, name)


def _shortened(long: str, short: str) -> bool:
    """综合行政执法局 / 综合执法局: two letters left out inside a long name."""
    if len(long) - len(short) != 2 or len(short) < 8:
        return False
    return any(long[:i] + long[i + 2 :] == short for i in range(4, len(long) - 2))
