"""Ways to break any file, a package, or its XML. Each takes random numbers and a whole form."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from tests.campaigns.files.base import PRINTED, Base, Mutant
from tests.sources.packages import parts, patched, zipped

Mutator = Callable[[random.Random, Base], Mutant]

GARBAGE = (
    "详见附件", "同上", "三千左右", "{0}左右", "{0}(含东河镇)", "{0}、", "{0}万", "1.2E+03",
    "O.5", "12..5", "1,23", "{0}‱", "#REF!", "{0}~{0}", "2024-9-30", "{0};{0}", "=1+1", "+", "1/2",
)  # fmt: skip
HEADINGS = ("序号", "指标", "单位", "分子", "分母", "本期值", "上期值", "目标", "说明")
_MAIN = {
    "xlsx": "xl/worksheets/sheet1.xml",
    "ods": "content.xml",
    "docx": "word/document.xml",
}
_TAG = re.compile(rb"<[A-Za-z][^<>]*?/?>")
_NUMBER = re.compile(rb"(?<=[\">])-?[0-9]+(?:\.[0-9]+)?(?=[\"<])")
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"1048577", b"99999999999", b"1e308", b"nan", b"", b"7.5")


def main_part(base: Base) -> str:
    """The part of a package that holds the table."""
    return _MAIN[base.kind]


def random_bytes(draw: random.Random, base: Base) -> Mutant:
    data = bytearray(base.data)
    many = draw.choice((1, 1, 4, 64, 512))
    for _ in range(many):
        data[draw.randrange(len(data))] = draw.randrange(256)
    return Mutant(bytes(data), f"{many} bytes changed")


def moved_block(draw: random.Random, base: Base) -> Mutant:
    """A block dropped, doubled, zeroed, or everything from there on lost."""
    data, size = base.data, draw.choice((1, 16, 512, 4096))
    at = draw.randrange(len(data))
    block = data[at : at + size]
    how = draw.choice(("dropped", "doubled", "zeroed", "lost"))
    middle = {"dropped": b"", "doubled": block * 2, "zeroed": bytes(len(block)), "lost": b""}[how]
    rest = b"" if how == "lost" else data[at + size :]
    return Mutant(data[:at] + middle + rest, f"{size} bytes at {at} {how}")


def zip_structure(draw: random.Random, base: Base) -> Mutant:
    """A part dropped, renamed, emptied, cut, given another's content, or all stored plain."""
    content = parts(base.data)
    name, other = draw.choice(sorted(content)), draw.choice(sorted(content))
    how = draw.choice(("dropped", "renamed", "emptied", "cut", "exchanged", "shuffled", "stored"))
    data = content[name]
    if how == "dropped":
        del content[name]
    elif how == "renamed":
        content[draw.choice((name.upper(), f"{name}.bak", f"x/{name}"))] = content.pop(name)
    elif how == "emptied":
        content[name] = b""
    elif how == "cut":
        content[name] = data[: draw.randrange(len(data) + 1)]
    elif how == "exchanged":
        content[name], content[other] = content[other], data
    elif how == "shuffled":
        content = dict(draw.sample(sorted(content.items()), len(content)))
    return Mutant(zipped(content, 0 if how == "stored" else 8), f"{name} {how}")


def xml_node(draw: random.Random, base: Base) -> Mutant:
    """One tag of one part dropped, doubled, or a number in it changed."""
    content = parts(base.data)
    name = main_part(base) if draw.random() < 0.6 else draw.choice(sorted(content))
    data = content[name]
    how = draw.choice(("tag dropped", "tag doubled", "number changed"))
    spots = list((_NUMBER if how == "number changed" else _TAG).finditer(data))
    if not spots:
        return Mutant(base.data, "nothing")
    spot = draw.choice(spots)
    new = {"tag dropped": b"", "tag doubled": spot.group() * 2}.get(how, draw.choice(_NUMBERS))
    data = data[: spot.start()] + new + data[spot.end() :]
    return Mutant(patched(base.data, {name: lambda _: data}), f"{name}: {how} {spot.group()!r}")


def xml_encoding(draw: random.Random, base: Base) -> Mutant:
    """A part re-encoded, its declaration changed or not, or with a control character in it."""
    name = draw.choice(sorted(n for n in parts(base.data) if n.endswith((".xml", ".rels"))))

    def change(data: bytes) -> bytes:
        text = data.decode("utf-8")
        encoding = draw.choice(("utf-16", "utf-16-le", "gb18030", "utf-8-sig", "utf-8"))
        declared = draw.choice((encoding, "utf-8", "gb2312", "us-ascii", "utf-7"))
        text = re.sub(r'encoding="[^"]*"', f'encoding="{declared}"', text, count=1)
        if draw.random() < 0.3:
            at = draw.randrange(len(text))
            text = text[:at] + draw.choice(("\x0b", "\ufffe", "&#0;", "&nbsp;")) + text[at:]
        return text.encode(encoding, "replace")

    return Mutant(patched(base.data, {name: change}), f"{name} re-encoded")


def digit(draw: random.Random, base: Base) -> Mutant:
    """One digit of one entry is another one: only the totals or the parts can tell."""
    key = draw.choice(sorted(PRINTED))
    old = PRINTED[key]
    at = draw.choice([n for n, c in enumerate(old) if c.isdigit()])
    new = old[:at] + draw.choice([d for d in "0123456789" if d != old[at]]) + old[at + 1 :]
    return Mutant(replaced(base, old, new), f"{key} {old} → {new}")


def typed_over(draw: random.Random, base: Base) -> Mutant:
    """Words where a number belongs; the finding names the cell."""
    key = draw.choice(sorted(PRINTED))
    word = draw.choice(GARBAGE).format(PRINTED[key])
    data = as_words(base, PRINTED[key], word)
    return Mutant(data, f"{key} says {word}", (base.addresses[key],))


def written_otherwise(draw: random.Random, base: Base) -> Mutant:
    """The same number as text, in full width, with spaces, with its thousands apart."""
    key = draw.choice(sorted(PRINTED))
    plain = PRINTED[key]
    wide = plain.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."})
    apart = f"{float(plain):,.2f}"
    word = draw.choice((wide, f"{plain} ", f" {plain}", apart, f"+{plain}"))
    return Mutant(as_words(base, plain, word), f"{key} says {word!r}")


def headings(draw: random.Random, base: Base) -> Mutant:
    """Two headings exchanged, or one replaced by a word nobody declared."""
    one, other = draw.sample(HEADINGS, 2)
    if draw.random() < 0.4:
        other = draw.choice(("合计", "本期", "数值", "分 子", "备 注", "本期值(万)", "计划数"))
        return Mutant(renamed(base, {one: other}), f"{one} → {other}")
    return Mutant(renamed(base, {one: other, other: one}), f"{one} ↔ {other}")


def units(draw: random.Random, base: Base) -> Mutant:
    """The printed unit of a row, or of a fraction's part, is another one."""
    old = draw.choice(("公顷", "座", "天", "污水处理量(万立方米)", "污水排放量(万立方米)"))
    new = draw.choice(("亩", "万个", "小时", "‰", "污水处理量(立方米)", "千米"))
    return Mutant(renamed(base, {old: new}), f"unit {old} → {new}")


def renamed(base: Base, words: Mapping[str, str]) -> bytes:
    """Whole cells whose text is one of `words` say another one."""
    if base.kind == "csv":
        lines = [line.split(",") for line in base.data.decode("gb18030").split("\r\n")]
        new = [",".join(words.get(cell, cell) for cell in line) for line in lines]
        return "\r\n".join(new).encode("gb18030")
    if base.kind == "xls":
        return _in_place(base.data, words)

    def change(data: bytes) -> bytes:
        text = data.decode("utf-8")
        pattern = "|".join(re.escape(word) for word in words)
        return re.sub(rf"(?<=>)({pattern})(?=<)", lambda m: words[m.group()], text).encode()

    names = {main_part(base), *(("xl/sharedStrings.xml",) if base.kind == "xlsx" else ())}
    return patched(base.data, dict.fromkeys(sorted(names), change))


def _in_place(data: bytes, words: Mapping[str, str]) -> bytes:
    """In a BIFF string table only words of the same length can be exchanged."""
    for old, new in words.items():
        if len(old) == len(new):
            mark = len(old).to_bytes(2, "little") + b"\1"
            data = data.replace(mark + old.encode("utf-16-le"), mark + new.encode("utf-16-le"), 1)
    return data


def replaced(base: Base, old: str, new: str) -> bytes:
    """The one number written as `old` is `new`, still a number where the format has them."""
    if base.kind == "csv":
        return _fields(base.data, old, new)
    pattern = {
        "xlsx": rf"(?<=<v>){re.escape(old)}(?=</v>)",
        "ods": rf'(?<=office:value="){re.escape(old)}(?=")',
        "docx": rf"(?<=<w:t>){re.escape(old)}(?=</w:t>)",
    }[base.kind]
    return _once(base, pattern, new)


def as_words(base: Base, old: str, word: str) -> bytes:
    """The one number written as `old` is the text `word`."""
    if base.kind == "csv":
        return _fields(base.data, old, f'"{word}"')
    shown = word.replace("&", "&amp;").replace("<", "&lt;")
    if base.kind == "docx":
        return replaced(base, old, shown)
    if base.kind == "xlsx":
        cell = rf'(<c r="[A-Z]+[0-9]+"[^>]*)><v>{re.escape(old)}</v></c>'
        new = rf'\1 t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
        return _once(base, cell, new)
    cell = (
        rf'office:value-type="float" office:value="{re.escape(old)}" calcext:value-type="float">'
        r"<text:p>[^<]*</text:p>"
    )
    new = f'office:value-type="string" calcext:value-type="string"><text:p>{shown}</text:p>'
    return _once(base, cell, new)


def _once(base: Base, pattern: str, new: str) -> bytes:
    def change(data: bytes) -> bytes:
        text, times = re.subn(pattern, new, data.decode("utf-8"))
        assert times == 1, (base.kind, pattern, times)
        return text.encode("utf-8")

    return patched(base.data, {main_part(base): change})


def _fields(data: bytes, old: str, new: str) -> bytes:
    text, times = re.subn(rf"(?<=,){re.escape(old)}(?=,)", new, data.decode("gb18030"))
    assert times == 1, (old, times)
    return text.encode("gb18030")
