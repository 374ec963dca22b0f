"""The head of a plan: title, document number, issuer, day of issue, period."""

from __future__ import annotations

import re
from datetime import date

from targets.extract.model import Head
from targets.extract.words import narrow, words
from targets.numbers import value_of

_MOST_YEARS = 7  # a plan of the year it is issued in; a later year is a vision
_TOP = 60  # lines in which the head stands
_KINDS = r"(?:方案|计划|规划|要点|意见|纲要|清单|措施)"
_TITLE = re.compile(rf"^[^。,:;]{{4,60}}{_KINDS}(?: ?[(][^()]{{4,20}}[)])?$")
_NAMED = re.compile(rf"《([^《》]{{4,60}}{_KINDS}(?:[(][^()]{{4,20}}[)])?)》的通知")
_DOCUMENT = re.compile(r"^[一-鿿]{1,10}[\[(][0-9]{4}[\])]第?[0-9]{1,5}号$")
_ISSUER = re.compile(r"^[^。,:;《》]{2,30}(?:人民政府|办公室|办公厅|委员会|局|领导小组)$")
_DAY = re.compile(r"^(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日$")
_CHINESE_DAY = re.compile(
    r"^(二[〇零○O0][一二三四五六七八九〇零]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$"
)
_PERIOD = re.compile(r"(20[0-9]{2})年?(?:-|至|到)(20[0-9]{2})年")


def read_head(text: str) -> Head:
    """What the first page says; what it does not say is guessed and named in `guessed`."""
    lines = [line.strip() for line in text.splitlines()][:_TOP]
    slim = [narrow(line).replace(" ", "") for line in lines]
    title = _title(lines, slim)
    guessed: list[str] = []
    start, end = _period(title, text, guessed)
    issued = next((d for d in map(_day, slim) if d), None)
    issuer = _issuer(slim, lines)
    document = next((line for line, s in zip(lines, slim, strict=True) if _DOCUMENT.match(s)), "")
    for name, value in (("issued", issued), ("issuer", issuer), ("document", document)):
        if not value:
            guessed.append(name)
    return Head(title, document, issuer, issued or start, start, end, tuple(guessed))


def _title(lines: list[str], slim: list[str]) -> str:
    for line, one in zip(lines, slim, strict=True):
        if _TITLE.match(one) and "通知" not in one:
            at = lines.index(line)
            following = slim[at + 1 : at + 3]
            period = next((lines[at + 1 + i] for i, f in enumerate(following)
                           if re.fullmatch(r"\(20[0-9]{2}[^()]{0,16}\)", f)), "")  # fmt: skip
            return "".join((line + period).split())
    named = re.search(_NAMED, narrow("".join(lines)))
    if named:
        whole = "".join(lines)
        return whole[named.start(1) : named.end(1)]
    return next((line for line in lines if line), "")


def _issuer(slim: list[str], lines: list[str]) -> str:
    days = [at for at, line in enumerate(slim) if _day(line)]
    for at in days:
        above = [i for i in range(max(0, at - 3), at) if _ISSUER.match(slim[i])]
        if above:
            return lines[above[-1]]
    top = [i for i in range(min(6, len(slim))) if _ISSUER.match(slim[i])]
    if top:
        return lines[top[0]]
    told = re.match(r"([^。,:;《》]{2,24}(?:人民政府|办公室|办公厅))关于", "".join(slim[:3]))
    return told[1] if told else ""


def _day(line: str) -> date | None:
    match = _DAY.match(line)
    chinese = _CHINESE_DAY.match(line)
    if match:
        parts = [int(part) for part in match.groups()]
    elif chinese:
        year = chinese[1].replace("○", "〇").replace("O", "〇").replace("0", "〇")
        parts = [int(value_of(year)), int(value_of(chinese[2])), int(value_of(chinese[3]))]
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def _period(title: str, text: str, guessed: list[str]) -> tuple[date, date]:
    """From the title, the preamble, a five-year plan's name, else the years the text names."""
    slim = narrow("".join(text.split()))
    for where in (narrow(title), slim[:3000]):
        match = _PERIOD.search(where)
        if match and int(match[1]) <= int(match[2]):
            return date(int(match[1]), 1, 1), date(int(match[2]), 12, 31)
        five = re.search(r"十[二三四五六]五", where)
        year = words().raw["five_year"].get(five.group()) if five else None
        if year and where is not slim[:3000] and "十" in narrow(title):
            return date(year - 4, 1, 1), date(year, 12, 31)
        since = re.search(r"(20[0-9]{2})年起[,用]?([二三五2-5])年", where)
        if since:
            first, years = int(since[1]), int(value_of(since[2]))
            return date(first, 1, 1), date(first + years - 1, 12, 31)
        single = re.search(r"[(](20[0-9]{2})年(?:度)?[)]|^(20[0-9]{2})年", narrow(title))
        if single:
            year = int(single[1] or single[2])
            return date(year, 1, 1), date(year, 12, 31)
    guessed.append("period")
    return _guessed_period(slim)


def _guessed_period(slim: str) -> tuple[date, date]:
    named = [int(y) for y in re.findall(r"(?:到|至)?(20[0-9]{2})年", slim)]
    issued = re.search(r"(20[0-9]{2})年[0-9]{1,2}月[0-9]{1,2}日", slim)
    first = int(issued[1]) if issued else min(named, default=2000)
    ahead = [y for y in named if first <= y <= first + _MOST_YEARS]
    last = max(ahead, default=first)
    return date(first, 1, 1), date(last, 12, 31)
