"""What is written into a kind's lines: numbers and years as they are kept, whatever way typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from cases.kinds import CaseKind, Item
from observations.errors import UserError

LONGEST, LONGEST_LINE = 2000, 100
_NUMBER = re.compile(r"第?\s*0*([1-9][0-9]{0,5})\s*[号件名人位]?", re.ASCII)
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年?", re.ASCII)


def filled(items: tuple[Item, ...], given: Mapping[str, str], kind: CaseKind) -> dict[str, str]:
    """The kind's lines as they are kept; `UserError` names what is missing, unknown or no number.

    What was written in vain is not said again: it may be a name.
    """
    known = {one.name: one for one in items}
    strange = sorted(set(given) - set(known))
    if strange:
        cure = f"可填:{'、'.join(f'{one.name}({one.label})' for one in items) or '无'}"
        raise UserError(f"“{kind.name}”这一步没有“{strange[0]}”这一项", cure=cure)
    kept = {name: _kept(known[name], text) for name, text in given.items() if text.strip()}
    missing = [one.label for one in items if one.required and one.name not in kept]
    if missing:
        raise UserError(f"“{kind.name}”缺{'、'.join(missing)}", cure="补齐后再办")
    return kept


def _kept(item: Item, text: str) -> str:
    written = text.strip()
    longest = LONGEST if item.form == "text" else LONGEST_LINE
    if len(written) > longest:
        cure = "写精简些,详情附文件"
        raise UserError(f"“{item.label}”有 {len(written)} 字,至多 {longest} 字", cure=cure)
    if item.form == "text":
        return written
    if item.form == "line":
        return " ".join(written.split())
    plain = unicodedata.normalize("NFKC", written)
    if item.form == "day":
        return _day(item, plain)
    found = (_NUMBER if item.form == "number" else _YEAR).fullmatch(plain)
    if found is None:
        cure = "写成 26 这样的整数,不写姓名" if item.form == "number" else "写成 2020 这样的年份"
        raise UserError(f"“{item.label}”只写数字", cure=cure)
    return found[1]


def _day(item: Item, plain: str) -> str:
    try:
        return date.fromisoformat(plain.replace("/", "-")).isoformat()
    except ValueError:
        raise UserError(f"“{item.label}”不是日期", cure="写成 2024-12-31 这样的日期") from None
