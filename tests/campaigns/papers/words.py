"""Numbers that are words of a paper: dates, places, cells. Each is one of these or it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.campaigns.papers import casework, printed
from tests.campaigns.papers.expected import measured, standing_words
from tests.campaigns.papers.formats import NUMBER, text
from tests.campaigns.papers.record import Record

Row = dict[str, Any]
_PLACE = re.compile(r"附件(\d+)第([\d、至]+)项")
_CASES = re.compile(r"督办(\d{4}-\d+(?:、\d{4}-\d+)*)")
_NUMBERED = re.compile(r"较紧迫的(\d+)项")
_WORDS = re.compile(
    r"\d{4}年第[一二三四]季度|\d{4}年\d{1,2}月\d{1,2}日|\d{4}年底|\d{4}年\d{1,2}月底|\d{1,2}月\d{1,2}日前\uff08\d+个工作日\uff09"
    r"|\d{4}年|\d{4}年实测|附件\d+|^\d+\.|reporting-rates \d+|rules-[0-9a-f]+|Q\d{3}\uff1a"
    r"|standard-\d+|图\d+|银川2025第1版|三年行动|CIM|\d+个工作日"
)


def judged(record: Record, paper: Row) -> int:
    """How many numbers outside the lineage were found right."""
    count = 0
    for section in paper["sections"]:
        count += sum(_block(record, paper, one) for one in section["blocks"])
    for annex in paper["annexes"]:
        special = _TABLES.get(annex["title"])
        for block in annex["blocks"]:
            if special and block["kind"] == "table":
                count += special(record, paper, block)
            else:
                count += _block(record, paper, block)
    return count


def _block(record: Record, paper: Row, block: Row) -> int:
    if block["kind"] == "chart":
        return _chart(record, paper, block)
    if block["kind"] == "paragraph":
        return _prose(record, paper, block["spans"])
    numbered = [r["cells"] for r in block["rows"] if not r["group"]]
    count = 0
    if block["caption"] == "未关闭的预警":
        return _alerts(record, numbered)
    for cells in numbered:
        first = 1 if block["columns"][0] == "序号" else 0
        count += sum(_prose(record, paper, cell) for cell in cells[first:])
    return count + _prose(record, paper, [{"text": block["note"]}])


def _alerts(record: Record, rows: list[list[list[Row]]]) -> int:
    """Deadlines and ages as the ledger's open alerts have them; the periods are labels."""
    told = sorted(text(cells[4]) for cells in rows)
    assert told == sorted(row["due"][:10] or "—" for row in record.alerts), told
    return sum(len(NUMBER.findall(text(cell))) for cells in rows for cell in cells)


def _prose(record: Record, paper: Row, spans: list[Row]) -> int:
    """Nothing is left once places, dates and the plan's own names are taken away."""
    count = 0
    for said in _untraced(spans):
        if not NUMBER.search(said):
            continue
        count += len(NUMBER.findall(said))
        for annex, items in _PLACE.findall(said):
            _exists(paper, int(annex), items)
        left = _PLACE.sub("", said)
        for name in _names(record):
            left = left.replace(name, "")
        for finding in record.doubts:
            left = left.replace(_wide(finding["message"]), "").replace(finding["place"], "")
        for one in _NUMBERED.findall(left):
            assert int(one) == _charts(paper), said
        for cases in _CASES.findall(left):
            named = re.findall(r"\d{4}-\d+", cases)
            assert set(named) <= set(casework.numbers(record).values()), said
        left = _WORDS.sub("", _NUMBERED.sub("", _CASES.sub("", left)))
        assert not NUMBER.search(left), f"a number nobody vouches for: “{left.strip()}” in “{said}”"
    return count


def _untraced(spans: list[Row]) -> list[str]:
    """Words between the traced numbers, each piece whole."""
    told = "".join("\0" if span.get("ref") else span["text"] for span in spans)
    return told.split("\0")


def _charts(paper: Row) -> int:
    """Charts of the annexes: what the trends say of themselves."""
    return sum(b["kind"] == "chart" for annex in paper["annexes"] for b in annex["blocks"])


def _names(record: Record) -> Iterator[str]:
    """Names of the plan that hold digits, longest first."""
    names = {_wide(one["name"]) for one in record.promises.values() if NUMBER.search(one["name"])}
    yield from sorted(names, key=len, reverse=True)


def _wide(said: str) -> str:
    marks = str.maketrans(";:()", "\uff1b\uff1a\uff08\uff09")
    whole = re.sub(r"(?<=[\uff08\uff09]) | (?=[\uff08\uff09])", "", said.translate(marks))
    return re.sub(r",(?=\D|\d{4}年)", "\uff0c", whole)


def _exists(paper: Row, number: int, items: str) -> None:
    """The annex has as many items as are referred to."""
    annex = next(one for one in paper["annexes"] if one["number"] == number)
    rows = [r for b in annex["blocks"] if b["kind"] == "table" for r in b["rows"]]
    known = {text(row["cells"][0]) for row in rows if not row["group"]}
    named = set(re.findall(r"\d+", items))
    assert named <= known, f"附件{number} has no item {named - known}"


def _chart(record: Record, paper: Row, chart: Row) -> int:
    """The words of a chart: numbers of the lineage, and how many periods the series has."""
    known = [entry["text"] for entry in paper["lineage"]]
    if chart["id"] == "standing":
        asked = standing_words(record)
        assert chart["words"] == asked, f"the chart says {chart['words']} for {asked}"
        return len(NUMBER.findall(chart["words"]))
    told = re.search(
        r"共(\d+)期填报值\uff0c本期([^\uff0c]+)\uff0c序时应达([^\uff0c]+)\uff0c", chart["words"]
    )
    if told is None:
        return len(NUMBER.findall(chart["words"]))
    assert told[2] in known and told[3] in known, chart["words"]
    name = chart["words"].partition("自")[0]
    lengths = {
        str(len(record.values.get((one["indicator"], one["area"]), ())))
        for one in record.promises.values()
        if _wide(one["name"]) == name
    }
    assert told[1] in lengths, f"{chart['words']}: the series has {lengths} periods"
    return len(NUMBER.findall(chart["words"]))


def _progress(record: Record, paper: Row, table: Row) -> int:
    """Row by row in the order of the verdicts: the period of a value that is not the quarter's."""
    count = 0
    listed = (row["cells"] for row in table["rows"] if not row["group"])
    for number, cells in enumerate(listed, start=1):
        assert text(cells[0]) == str(number)
        entry = next((s["ref"] for cell in cells for s in cell if s.get("ref")), "")
        (target,) = next(e["targets"] for e in paper["lineage"] if e["id"] == entry)
        shown = text(cells[5])
        when = re.search(r"\n(\d{4}年(?:第.季度)?)$", shown)
        if when:
            seen = measured(record, record.promises[target])["period"]
            assert when[1] == _label(seen), f"{target}: {shown} was measured in {seen}"
        count += 1 + bool(when)
    return count


def _label(period: str) -> str:
    year, _, part = period.partition("-Q")
    return f"{year}年第{'一二三四'[int(part) - 1]}季度" if part else f"{year}年"


def _sources(record: Record, _paper: Row, table: Row) -> int:
    """Value, file, cell and hash of every line as the ledger has them."""
    known = {}
    for series in (*record.values.values(), *record.values_before.values()):
        for row in series:
            name = _wide(record.indicators[row["indicator"]]["name"])
            shown = printed.value(record.indicators[row["indicator"]], row["value"])
            place = f"{row['file']}\n{row['sheet']}!{row['cell']}"
            known[f"{name}\n{_label(row['period'])}", shown, place, row["sha256"][:16]] = row
    for item, row in enumerate(table["rows"], start=1):
        number, *told = (text(cell) for cell in row["cells"])
        assert number == str(item)
        assert tuple(told) in known, f"no such source: {told}"
    head = re.search(r"账本截至第(\d+)号", table["note"])
    assert head is not None and int(head[1]) == record.paper_head, table["note"]
    return sum(len(NUMBER.findall(text(c))) for row in table["rows"] for c in row["cells"])


def _cases(record: Record, paper: Row, table: Row) -> int:
    """The list, what closed cases and the rates: each row as the ledger's steps have it."""
    rows = [[text(cell) for cell in row["cells"]] for row in table["rows"]]
    for row in rows if table["caption"] == "督办台账" else []:
        _listed_case(record, date.fromisoformat(paper["dated"]), row)
    for row in rows if table["caption"] == "销号及凭据" else []:
        _closed_case(record, row)
    if table["caption"] == "各单位办理情况":
        for cells in table["rows"]:
            for cell in cells["cells"]:
                _prose(record, paper, cell)
        _prose(record, paper, [{"text": table["note"]}])
    return sum(len(NUMBER.findall(cell)) for row in rows for cell in row)


def _listed_case(record: Record, dated: date, row: list[str]) -> None:
    _, number, matter, office, opened, due, state = row
    case = _numbered(record)[number]
    events = record.cases[case]
    assert _is(matter, opened, due, state, events), f"{number}: {row}"
    assert office == record.offices[events[-1]["office"]], f"{number}: {office}"
    where = casework.standing(events)
    if where == "已销号":
        assert state.startswith("已销号\n"), f"{number}: {state}"
    else:
        seen = casework.colour(events, dated)
        assert state == f"{where}\n{seen}".rstrip(), f"{number}: {state}"


def _closed_case(record: Record, row: list[str]) -> None:
    """The day of a 销号, its evidence and the head of its hash."""
    number, _, _, day, _, proof = row
    events = record.cases[_numbered(record)[number]]
    known = {
        (str(casework.day_of(e)), f"{proof['evidence']}\n{proof['sha256'][:16]}")
        for place, e in enumerate(events)
        if e["step"] == casework.CLOSED
        for proof in (e, *(one for one in events[:place] if one["step"] == "核验"))
    }
    assert (day[:10], proof) in known, f"{number}: {day} {proof}"


def _numbered(record: Record) -> dict[str, str]:
    return {number: case for case, number in casework.numbers(record).items()}


def _is(said: str, opened: str, due: str, state: str, events: list[Row]) -> bool:
    """Whether a row tells of this case (times of the ledger are UTC, days Shanghai's)."""
    told = [_wide(event["text"]) for event in events]
    days = {event["at"][:10] for event in events}
    closed = re.search(r"\d{4}-\d{2}-\d{2}", state)
    return (
        any(
            NUMBER.findall(said) == NUMBER.findall(one)[: len(NUMBER.findall(said))] for one in told
        )
        and opened in days
        and due in {event["due"] for event in events} | {"—"}
        and (closed is None or closed[0] in days)
    )


def _flips(record: Record, paper: Row, table: Row) -> int:
    """What would turn a verdict stands in the run; its value is of the lineage."""
    count = 0
    for place, row in enumerate(table["rows"], start=1):
        assert text(row["cells"][0]) == str(place)
        count += 1 + sum(len(NUMBER.findall(s["text"])) for s in row["cells"][2])
    return count


_TABLES = {
    "指标进展表": _progress,
    "数据来源表": _sources,
    "督办及销号清单": _cases,
    "敏感结论清单": _flips,
}
