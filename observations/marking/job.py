"""Marking an office's own workbook: the job `mark` of the jail."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, BinaryIO

from observations.address import Address, position
from observations.content import content_of
from observations.marking.package import Package, SheetEntry, sheets_of
from observations.marking.sheet import Mark, mark_sheet
from observations.marking.slip import SlipSheet
from observations.marking.styles import Styles
from observations.marking.workbook import leave, may_leave, open_on, put_in_front
from observations.marking.xml import CannotMark

MOST_BYTES = 32 * 1_048_576


def mark(file: BinaryIO, argument: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The workbook of `file` with notes on its wrong cells and a first sheet about them.

    `argument`: `page` (the sheet: `name`, `replace` for one of an earlier return, `title`,
    `facts`, `columns`, `tables`) and `marks` (`sheet`, `cell`, `severity`, `text`). The answer
    is {} and the new bytes, or {"why": a Chinese reason} and none when this workbook is not
    to be patched. Every part that is not named in this package stays byte for byte.
    """
    size = os.fstat(file.fileno()).st_size
    if content_of(file, size).kind != "xlsx":
        return {"why": "原件不是 xlsx"}, b""
    try:
        made = _marked(Package(file), argument)
    except CannotMark as reason:
        return {"why": str(reason)}, b""
    return ({}, made) if len(made) <= MOST_BYTES else ({"why": "文件过大"}, b"")


def _marked(package: Package, argument: Mapping[str, Any]) -> bytes:
    page = argument["page"]
    styles = Styles(package)
    _, sheets = sheets_of(package)
    old = next((one.part for one in sheets if one.name == page["name"]), None)
    if old and not page["replace"]:
        raise CannotMark("已有同名工作表")
    if old and old not in package:  # a name that the look at the zip never saw
        raise CannotMark("文件结构不常见")
    touched = _mark_sheets(package, sheets, argument, styles)
    part = old or package.beside(_any_part(sheets), "sheet", ".xml")
    in_front = may_leave(package, sheets, {*touched, part})
    package.write(part, SlipSheet(page, styles).xml(selected=in_front))
    if old is None:
        package.declare(part, "worksheet")
        put_in_front(package, page["name"], part)
    if in_front:
        leave(package, touched)
        open_on(package, part)
    styles.save()
    return package.done()


def _mark_sheets(
    package: Package, sheets: tuple[SheetEntry, ...], argument: Mapping[str, Any], styles: Styles
) -> set[str]:
    """The parts of the sheets that were changed."""
    again = argument["page"]["replace"]
    wanted = _by_sheet(argument)
    touched = set()
    for one in sheets:
        marks = wanted.pop(one.name, {})
        if one.name == argument["page"]["name"] or one.part not in package:
            continue
        if marks or again:
            mark_sheet(package, one.part, marks, styles, again=again)
            touched.add(one.part)
    return touched


def _by_sheet(argument: Mapping[str, Any]) -> dict[str, dict[Address, Mark]]:
    found: dict[str, dict[Address, Mark]] = {}
    for one in argument["marks"]:
        at = position(one["cell"])
        found.setdefault(one["sheet"], {})[at] = Mark(one["severity"], one["text"])
    return found


def _any_part(sheets: tuple[SheetEntry, ...]) -> str:
    if not sheets:
        raise CannotMark("文件没有工作表")
    return sheets[0].part
