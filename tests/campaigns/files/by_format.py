"""Ways to break one format: what only a workbook, a text or a compound file has."""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Iterator

from tests.campaigns.files.base import Base, Mutant
from tests.campaigns.files.mutators import main_part
from tests.sources.packages import parts, patched

_SHEET = "xl/worksheets/sheet1.xml"
_FORMATS = ("0%", "0.00%", "yyyy-mm-dd", "0.0E+00", "@", "#,##0;-#,##0", "[Red]0", '0"万"', "??/??")
_DIGITS = b"0123456789"


def _patch(base: Base, part: str, pattern: str, new: str, how: str, count: int = 0) -> Mutant:
    def change(data: bytes) -> bytes:
        return re.sub(pattern, new, data.decode("utf-8"), count=count).encode("utf-8")

    return Mutant(patched(base.data, {part: change}), how)


def number_formats(draw: random.Random, base: Base) -> Mutant:
    """All numbers of one style shown as percent, a date, text …; what is stored stays."""
    style = draw.choice(_FORMATS)
    if base.kind == "ods":
        new = 'office:value-type="percentage" office:value="{}"'
        value = draw.choice(("9.1", "1286.35", "4.5", "3.2"))
        old = f'office:value-type="float" office:value="{value}"'
        return _patch(base, main_part(base), old, new.format(value), f"{value} as percentage")
    code = style.replace('"', "&quot;")
    old = draw.choice(("0.00####", "0.0#####", "0.0000##"))
    pattern = rf'(?<=formatCode="){re.escape(old)}(?=")'
    return _patch(base, "xl/styles.xml", pattern, code, f"{old} shown as {style}")


def styles(draw: random.Random, base: Base) -> Mutant:
    """Cells point at other styles, some of which do not exist."""
    to = draw.choice(("0", "1", "9", "999", "-1"))
    pattern = rf'(?<= s="){draw.randrange(1, 16)}(?=")'
    return _patch(base, _SHEET, pattern, to, f"a style is {to}")


def shared_strings(draw: random.Random, base: Base) -> Mutant:
    """Two strings exchanged, one dropped, or the table shorter than what points into it."""

    def change(data: bytes) -> bytes:
        head, *items = re.split(rb"(?=<si>)", data)
        one, other = draw.sample(range(len(items) - 1), 2)
        if draw.random() < 0.6:
            items[one], items[other] = items[other], items[one]
        elif draw.random() < 0.5:
            del items[one]
        else:
            items = [*items[:one], items[-1][items[-1].find(b"</sst>") :]]
        return head + b"".join(items)

    return Mutant(patched(base.data, {"xl/sharedStrings.xml": change}), "shared strings")


def merged_ranges(draw: random.Random, base: Base) -> Mutant:
    """Merged ranges over entries, over everything, or turned around."""
    ref = draw.choice(("I6:I7", "F5:I5", "A1:XFD1048576", "I8:I6", "H5:H9", "A4:L4", "Z9", ""))
    new = f'<mergeCells count="1"><mergeCell ref="{ref}"/></mergeCells>'
    return _patch(base, _SHEET, r"<mergeCells.*?</mergeCells>", new, f"merged {ref}")


def sheets(draw: random.Random, base: Base) -> Mutant:
    """Sheets in another order, hidden or shown, renamed, or pointing at each other's part."""

    def change(data: bytes) -> bytes:
        tags = re.findall(rb"<sheet [^>]*/>", data)
        start, end = data.find(tags[0]), data.find(tags[-1]) + len(tags[-1])
        how = draw.randrange(5)
        if how == 0:
            draw.shuffle(tags)
        elif how == 1:
            tags[0] = tags[0].replace(b"/>", b' state="hidden"/>')
        elif how == 2:
            tags = [re.sub(rb' state="[a-zA-Z]*"', b"", tag) for tag in tags]
        elif how == 3:
            new = draw.choice(("Sheet1", "口径", "_layout", "填报 ", "三季度")).encode()
            tags[0] = re.sub(rb'name="[^"]*"', b'name="' + new + b'"', tags[0])
        else:
            ids = re.findall(rb'r:id="([^"]*)"', b"".join(tags))
            draw.shuffle(ids)
            tags = [re.sub(rb'r:id="[^"]*"', b'r:id="' + i + b'"', t) for t, i in zip(tags, ids)]  # noqa: B905
        return data[:start] + b"".join(tags) + data[end:]

    return Mutant(patched(base.data, {"xl/workbook.xml": change}), "sheets rearranged")


def formulas(draw: random.Random, base: Base) -> Mutant:
    """A cached result missing or another one; a formula replaced, or put over an entry."""

    def change(data: bytes) -> bytes:
        cells = list(re.finditer(rb"<f>([^<]*)</f><v>([^<]*)</v>", data))
        spot = draw.choice(cells)
        formula, value = spot.groups()
        how = draw.randrange(4)
        if how == 0:
            new = b"<f>" + formula + b"</f>"
        elif how == 1:
            new = (
                b"<f>" + formula + b"</f><v>" + draw.choice((b"1", b"99.5", b"-4", b"x")) + b"</v>"
            )
        elif how == 2:
            new = draw.choice((b"<f>1+1</f><v>2</v>", b"<f></f><v></v>", b"<v>12</v>"))
        else:
            new = b'<f t="array" ref="I5:I9">' + formula + b"</f><v>" + value + b"</v>"
        return data[: spot.start()] + new + data[spot.end() :]

    return Mutant(patched(base.data, {_SHEET: change}), "formula or cache")


def text_structure(draw: random.Random, base: Base) -> Mutant:
    """Lines lost, doubled or exchanged; other quotes, line ends and delimiters."""
    lines = base.data.decode("gb18030").split("\r\n")[:-1]
    at, other = draw.sample(range(len(lines)), 2)
    how = draw.choice(("lost", "doubled", "exchanged", "quoted", "open quote", "delimiter", "ends"))
    end, delimiter = "\r\n", ","
    if how == "lost":
        del lines[at]
    elif how == "doubled":
        lines.insert(other, lines[at])
    elif how == "exchanged":
        lines[at], lines[other] = lines[other], lines[at]
    elif how == "quoted":
        lines = [",".join(f'"{cell}"' for cell in line.split(",")) for line in lines]
    elif how == "open quote":
        lines[at] = lines[at].replace(",", ',"', 1)
    elif how == "delimiter":
        delimiter = draw.choice((";", "\t", "|", ",,", "、", ";"))
    else:
        end = draw.choice(("\n", "\r", "\n\n", "\r\r\n"))
    text = end.join(line.replace(",", delimiter) for line in lines) + end
    return Mutant(text.encode("gb18030"), f"text: {how}")


def text_character(draw: random.Random, base: Base) -> Mutant:
    """One character put in, exchanged or taken out."""
    text = base.data.decode("gb18030")
    at, drop = draw.randrange(len(text)), draw.choice((0, 1, 1))
    new = draw.choice(("", *'0123456789.,;%‰约万- 无是否\n\t"', "\u3000", "\u202e", "\ufeff"))
    around = text[max(0, at - 6) : at + 6]
    changed = text[:at] + new + text[at + drop :]
    return Mutant(changed.encode("gb18030", "replace"), f"{new!r} over {drop} in {around!r}")


def text_encoding(draw: random.Random, base: Base) -> Mutant:
    """The same text in other encodings, right, wrong and mixed."""
    text = base.data.decode("gb18030")
    encoding = draw.choice(
        ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5", "gb2312")
    )
    data = text.encode(encoding, "replace")
    if draw.random() < 0.3:
        at = draw.randrange(len(data))
        data = data[:at] + draw.choice((b"\xff", b"\x00", b"\x80\x81", b"\x1a")) + data[at:]
    return Mutant(data, f"text in {encoding}")


def biff_bytes(draw: random.Random, base: Base) -> Mutant:
    """Bytes changed inside one record of the workbook stream: its kind, length or content."""
    records = list(_records(base.data))
    at, size = draw.choice(records)
    data = bytearray(base.data)
    where = draw.choice((at, at + 2, *(at + 4 + n for n in range(size))))
    data[where] = draw.randrange(256)
    return Mutant(bytes(data), f"record {base.data[at : at + 2].hex()} at {at}, byte {where - at}")


def biff_number(draw: random.Random, base: Base) -> Mutant:
    """A stored number is another one: only the totals or the parts can tell."""
    spots = [at for at, _ in _records(base.data) if base.data[at : at + 2] == b"\x03\x02"]
    at = draw.choice(spots)
    data = bytearray(base.data)
    (old,) = struct.unpack_from("<d", data, at + 10)
    new = draw.choice((old + 1, old * 10, old * 10_000, -old, float("inf"), float("nan"), 1e-300))
    struct.pack_into("<d", data, at + 10, new)
    return Mutant(bytes(data), f"{old} → {new}")


def biff_record(draw: random.Random, base: Base) -> Mutant:
    """A record exchanged with its neighbour, or made one that no reader knows."""
    records = list(_records(base.data))
    n = draw.randrange(len(records) - 1)
    (at, size), (_, after) = records[n], records[n + 1]
    end = at + 8 + size + after
    if draw.random() < 0.5:
        data = base.data[:at] + b"\xee\x0e" + base.data[at + 2 :]
        return Mutant(data, f"record {base.data[at : at + 2].hex()} unknown")
    middle = base.data[at + 4 + size : end] + base.data[at : at + 4 + size]
    return Mutant(base.data[:at] + middle + base.data[end:], "records exchanged")


def _records(data: bytes) -> Iterator[tuple[int, int]]:
    """(offset, size) of the records of the workbook stream, which lies in one piece."""
    at = data.find(b"\x09\x08\x10\x00")
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<2H", data, at)
        if kind == 0 and size == 0:
            return
        yield at, size
        at += 4 + size


def repeats(draw: random.Random, base: Base) -> Mutant:
    """Rows or cells of an OpenDocument table repeated more or less often than they were."""
    kind = draw.choice(("rows", "columns"))
    many = draw.choice(("2", "0", "-1", "17", "1048576", "999999999", "x"))
    spots = re.findall(rb"<table:table-(?:row|cell)(?= )", parts(base.data)["content.xml"])
    nth = draw.randrange(len(spots))
    tag = "row" if kind == "rows" else "cell"
    seen = 0

    def repeat(match: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return match.group() + (
            f' table:number-{kind}-repeated="{many}"' if seen == nth // 4 + 1 else ""
        )

    def change(data: bytes) -> bytes:
        text = data.decode("utf-8")
        plain = rf"<table:table-{tag}(?= )(?![^>]*number-{kind}-repeated)"
        return re.sub(plain, repeat, text).encode("utf-8")

    return Mutant(patched(base.data, {"content.xml": change}), f"{kind} repeated {many}")


def document_table(draw: random.Random, base: Base) -> Mutant:
    """A Word table with a row less, a second table, or cells that span."""
    rows = re.findall(r"<w:tr[ >].*?</w:tr>", parts(base.data)["word/document.xml"].decode(), re.S)
    row = draw.choice(rows)
    how = draw.choice(("row lost", "row doubled", "span", "second table", "nested", "no table"))
    new = {
        "row lost": "",
        "row doubled": row * 2,
        "span": row.replace("<w:tcPr>", '<w:tcPr><w:gridSpan w:val="2"/>', 1),
        "nested": row.replace("</w:tc>", f"<w:tbl>{row}</w:tbl><w:p/></w:tc>", 1),
    }.get(how, row)

    def change(data: bytes) -> bytes:
        text = data.decode("utf-8").replace(row, new, 1)
        if how == "second table":
            text = text.replace("</w:tbl>", f"</w:tbl><w:p/><w:tbl>{row}</w:tbl>", 1)
        elif how == "no table":
            text = re.sub(r"<w:tbl>.*</w:tbl>", "<w:p/>", text, flags=re.S)
        return text.encode("utf-8")

    return Mutant(patched(base.data, {"word/document.xml": change}), f"table: {how}")
