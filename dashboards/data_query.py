"""The address of the data page and of its files, read into what is asked of the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dashboards.address import Address
from dashboards.words import listed, say
from ledger.browse import Asked, Key
from observations.errors import UserError
from observations.period import ReportingPeriod

USUAL_ROWS = 200
ROWS = (100, 200, 500, 1000)
LISTS = ("indicator", "area", "office", "period")
OF_PAGE = ("after", "rows", "at")
"""What an address says of the page shown, not of the values asked for."""
_DIGITS = 18
_AFTER_PARTS = 4


@dataclass(frozen=True)
class DataQuery:
    """What is asked, as of the end of which day (None: now) and how many rows to a page.

    `seen` is the audit sequence that an earlier page of the same reading showed.
    """

    asked: Asked
    day: date | None = None
    seen: int | None = None
    rows: int = USUAL_ROWS


def parsed(address: Address) -> DataQuery:
    """The query of an address; `UserError` names the field that cannot be read."""
    indicators, areas, offices, periods = (_codes(address.get(name)) for name in LISTS)
    for one in sorted(periods):
        ReportingPeriod.parse(one)
    newest = _one_of(address, "state", "newest")
    doubted = _one_of(address, "doubted", "1")
    asked = Asked(indicators, areas, periods, offices, approved=not newest, doubted=doubted)
    seen, after = _after(address.get("after"))
    at = _whole(address, "at") if address.get("at") else seen
    return DataQuery(replace(asked, after=after), _day(address.get("asof")), at, _rows(address))


def after(head: int, key: Key) -> str:
    """What an address says to go on behind `key` at the same moment of the record."""
    return "~".join((str(head), *key))


def _codes(written: str) -> frozenset[str]:
    """Codes separated by commas, of either width."""
    parts = written.replace("\uff0c", ",").split(",")
    return frozenset(one.strip() for one in parts if one.strip())


def _one_of(address: Address, name: str, meant: str) -> bool:
    said = address.get(name)
    if said not in ("", meant):
        raise UserError(
            say("网址中的 {name} 写成“{said}”", name=name, said=said[:40]),
            cure=say("写 {meant},或不写", meant=meant),
        )
    return said == meant


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        what = say("截至日期“{written}”无法识别", written=written[:40])
        raise UserError(what, cure="写成 2024-10-08") from error


def _rows(address: Address) -> int:
    rows = _whole(address, "rows") if address.get("rows") else USUAL_ROWS
    if rows not in ROWS:
        raise UserError(
            say("每页不能是 {count} 条", count=rows),
            cure=say("可用:{names}", names=listed(map(str, ROWS))),
        )
    return rows


def _whole(address: Address, name: str) -> int:
    said = address.get(name)
    if not _is_whole(said):
        raise UserError(
            say("网址中的 {name} 写成“{said}”", name=name, said=said[:40]), cure="写一个整数"
        )
    return int(said)


def _is_whole(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) <= _DIGITS


def _after(written: str) -> tuple[int | None, Key | None]:
    if not written:
        return None, None
    parts = written.split("~")
    if len(parts) != _AFTER_PARTS or not _is_whole(parts[0]):
        raise UserError("网址中的 after 不是上一页给出的", cure="回到第一页再往下翻")
    head, indicator, area, period = parts
    return int(head), (indicator, area, period)
