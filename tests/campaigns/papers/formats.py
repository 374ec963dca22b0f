"""The files of a paper as other programs read them: every line in its place, no number beside."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import html as lxml_html  # type: ignore[import-untyped]

Row = dict[str, Any]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BODY = ("-x", "0", "-y", "82", "-W", "596", "-H", "668")  # without header and page number
_RAW_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def text(line: list[Row]) -> str:
    return "".join(span["text"] for span in line)


def full_date(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def lines(paper: Row, *, words: bool = False) -> Iterator[str]:
    """The paper as it is read from the first page to the last.

    `words`: as a page, which numbers its list of annexes itself and tells what no chart shows.
    """
    yield from filter(None, (paper["title"], paper["number"], paper["addressee"]))
    yield text(paper["opening"])
    for section in paper["sections"]:
        yield section["title"]
        yield from _blocks(section["blocks"], words=words)
    for annex in paper["annexes"]:
        yield annex["title"] if words else f"{annex['number']}.{annex['title']}"
    yield from (paper["signature"], full_date(paper["dated"]))
    for annex in paper["annexes"]:
        yield from (f"附件{annex['number']}", annex["title"])
        yield from _blocks(annex["blocks"], words=words)


def body(paper: Row) -> Iterator[str]:
    """Title to date, a line a paragraph; a row of a table is one, its cells apart by bars."""
    yield from (paper["title"], paper["addressee"], text(paper["opening"]))
    for section in paper["sections"]:
        yield section["title"]
        for block in section["blocks"]:
            if block["kind"] == "table":
                rows = [[text(cell) for cell in row["cells"]] for row in block["rows"]]
                told = (" | ".join(one).replace("\n", " ") for one in (block["columns"], *rows))
                yield from (block["caption"], *told)
            else:
                yield from _blocks([block], words=True)
    yield from (f"附件{one['number']} {one['title']}" for one in paper["annexes"])
    yield from (paper["signature"], full_date(paper["dated"]))


def _blocks(blocks: list[Row], *, words: bool) -> Iterator[str]:
    for block in blocks:
        if block["kind"] == "paragraph":
            yield text(block["spans"])
        elif block["kind"] == "chart":
            yield from (block["words"], block["caption"]) if words else (block["caption"],)
        else:
            yield from (block["caption"], *block["columns"])
            yield from (text(cell) for row in block["rows"] for cell in row["cells"])
            yield block["note"]


def walked(whole: str, wanted: Iterator[str], name: str) -> int:
    """How many numbers were found, all in their places; none may stand between the lines."""
    rest, place, count = _squeezed(whole), 0, 0
    for line in filter(None, (_squeezed(one) for one in wanted)):
        at = rest.find(line, place)
        assert at >= 0, f"{name} does not say “{line[:60]}” after “{rest[place - 30 : place]}”"
        skipped = rest[place:at]
        assert not NUMBER.search(skipped), f"{name} says “{skipped[:80]}” before “{line[:40]}”"
        place, count = at + len(line), count + len(NUMBER.findall(line))
    left = rest[place:]
    assert not NUMBER.search(left), f"{name} ends with “{left[:80]}”"
    return count


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def word(data: bytes) -> str:
    """Paragraphs and cells in document order, a merged cell once."""
    found: list[str] = []
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, docx.table.Table):
            found += (
                "".join(node.text or "" for node in cell.iter(qn("w:t")))
                for row in block.rows
                for cell in row._tr.tc_lst
            )
        else:
            found.append(block.text)
    return "\n".join(found)


def printed_page(path: Path, colophon: str) -> str:
    """The pdf's text in the order it is drawn, up to what it says of its own type."""
    told = subprocess.run(
        ["pdftotext", "-raw", *_BODY, str(path), "-"], capture_output=True, check=True
    )
    return told.stdout.decode().partition(colophon)[0]


def page(data: bytes) -> str:
    """What a browser shows of the paper, up to the list of its sources."""
    tree = lxml_html.fromstring(data.decode("utf-8"))
    for one in tree.xpath("//style | //section[@class='sources'] | //p[@class='demo']"):
        one.drop_tree()
    (main,) = tree.xpath("//main")
    return str(main.text_content())


def cited(data: bytes) -> dict[str, set[str]]:
    """The texts that link to each source of the page."""
    found: dict[str, set[str]] = {}
    for link in lxml_html.fromstring(data.decode("utf-8")).xpath("//a[@class='number']"):
        found.setdefault(link.get("href").lstrip("#"), set()).add(link.text_content())
    return found


def sheets(data: bytes, paper: Row) -> int:
    """How many numbers of the workbook were found in their cells, as numbers where they are."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    count = walked(_said(book.worksheets[0]), _first_sheet(paper), "xlsx 正文")
    for annex, sheet in zip(paper["annexes"], book.worksheets[1:], strict=True):
        cells = [
            row for row in sheet.iter_rows(values_only=True) if any(c is not None for c in row)
        ]
        places = iter(cells)
        for block in annex["blocks"]:
            count += _in_sheet(block, places, sheet.title)
        assert next(places, None) is None, f"xlsx {sheet.title} says more than the paper"
    return count


def _first_sheet(paper: Row) -> Iterator[str]:
    yield from filter(None, (paper["title"], paper["number"], paper["addressee"]))
    yield text(paper["opening"])
    for section in paper["sections"]:
        yield section["title"]
        for block in section["blocks"]:
            if block["kind"] == "chart":
                yield from (block["caption"], block["words"])
            else:
                yield from _blocks([block], words=False)
    yield from (paper["signature"], full_date(paper["dated"]))


def _said(sheet: Any) -> str:
    cells = (c for row in sheet.iter_rows(values_only=True) for c in row if c is not None)
    return "\n".join(_cell(one) for one in cells)


def _cell(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _in_sheet(block: Row, places: Iterator[tuple[object, ...]], name: str) -> int:
    """The rows of one block, compared cell by cell; how many numbers they hold."""
    rows: list[list[str]] = []
    if block["kind"] == "table":
        rows = [[block["caption"]]] if block["caption"] else []
        rows.append(block["columns"])
        rows += [[text(cell) for cell in row["cells"]] for row in block["rows"]]
        rows += [[block["note"]]] if block["note"] else []
    elif block["kind"] == "chart":
        rows = [[f"{block['caption']}\uff1a{block['words']}"]]
    else:
        rows = [[text(block["spans"])]]
    for row in rows:
        found = [one for one in next(places) if one is not None]
        wanted = [one for one in row if one]
        assert len(found) == len(wanted), f"xlsx {name}: {found} for {wanted}"
        for got, said in zip(found, wanted, strict=True):
            if _RAW_NUMBER.fullmatch(said):
                assert got == float(said), f"xlsx {name}: {got!r} for {said}"
            else:
                assert _squeezed(str(got)) == _squeezed(said), f"xlsx {name}: {got!r} for {said}"
    return sum(len(NUMBER.findall(one)) for row in rows for one in row)
