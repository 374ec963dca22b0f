"""Which area a written code or name means on a day, and what became of one that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from observations.area_code import short_form
from observations.identity import Area


class Areas:
    """The areas of a plan by code and name, for whoever looks up many."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._codes: dict[str, Area] = {}
        self._named: dict[str, list[Area]] = {}
        heads: set[str] = set()
        for area in areas:
            self._codes.setdefault(area.code, area)
            self._named.setdefault(area.name, []).append(area)
            if area.parent:
                heads.add(area.code.rstrip("0"))
        self._heads = frozenset(heads)
        self._sizes = sorted({len(head) for head in heads})

    def meant(self, written: str, day: date) -> Area | None:
        """The area of that code, in any of its forms, or name; of one name the one of `day`."""
        code = self._codes.get(written) or self._codes.get(short_form(written))
        if code is not None:
            return code
        named = self._named.get(written, ())
        there = (area for area in named if area.valid_on(day))
        return next(there, named[0] if named else None)

    def around(self, written: str) -> str | None:
        """The plan's form of a code that lies in one of its areas; None for one that does not."""
        if not (written.isascii() and written.isdigit() and len(written) in (6, 9, 12)):
            return None
        inside = any(written[:size] in self._heads for size in self._sizes)
        return short_form(written) if inside else None

    def fate(self, area: Area, day: date) -> str:
        """When it ended and whose it is now, or since when there is one; empty while it is.

        >>> new = Area("990621", "演示东旗", "旗区")
        >>> end = date(2024, 7, 1)
        >>> old = Area("990622", "演示西旗", "旗区", valid_to=end, successors=("990621",))
        >>> Areas((old, new)).fate(old, date(2024, 9, 30))
        '演示西旗自2024年7月1日起撤销,划归演示东旗'
        """
        if area.valid_to is not None and area.valid_to <= day:
            heirs = (self._codes.get(code) for code in area.successors or ())
            names = "、".join(one.name for one in heirs if one is not None)
            went = f"划归{names}" if names else "没有承接的地区"
            return f"{area.name}自{_written(area.valid_to)}起撤销,{went}"
        if area.valid_from is not None and day < area.valid_from:
            return f"{area.name}自{_written(area.valid_from)}起才设立"
        return ""


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
