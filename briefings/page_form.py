"""The page of a paper: margins, line pitch, and the red letterhead, as plain values.

`gb` is GB/T 9704-2012 (37/35/28/26 mm, 22 lines of 28 characters). `region` is the form that the
region asks of recommendations (鄂府办发〔2021〕88号): 30/30/27/27 mm, lines 28 pt apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class PageForm:
    """Margins in mm and the distance of two lines of body text in pt, on a sheet so wide (A4)."""

    name: str
    top: float
    bottom: float
    left: float
    right: float
    pitch: float
    sheet: float = 210.0

    @property
    def width(self) -> float:
        """Width of the type area in mm."""
        return self.sheet - self.left - self.right


STANDARD = PageForm("gb", 37, 35, 28, 26, 28.95)
REGION = PageForm("region", 30, 30, 27, 27, 28)
BULLETIN = PageForm("bulletin", 25, 22, 24, 24, 22)
"""One page of news for within the house: no official paper, so its lines may stand closer."""
PHONE = PageForm("phone", 6, 6, 5, 5, 17, sheet=390 * 25.4 / 96)
"""One page as wide as a telephone's screen (390 px) and as high as it needs."""
PAGE_FORMS: Mapping[str, PageForm] = MappingProxyType(
    {form.name: form for form in (STANDARD, REGION)}
)


@dataclass(frozen=True)
class Letterhead:
    """发文机关标志 in red and the letters of its numbers: `伊精管办发` in 伊精管办发〔2024〕3号."""

    organ: str
    letters: str

    def number(self, year: int, serial: int | None) -> str:
        """发文字号; without a serial its place stays free, to be written in by hand.

        >>> Letterhead("办公室文件", "伊精管办发").number(2024, 3)
        '伊精管办发〔2024〕3号'
        """
        return f"{self.letters}〔{year}〕{'  ' if serial is None else serial}号"


def organ_points(organ: str, width: float) -> float:
    """Size in pt of 发文机关标志: as large as fits one line of `width` mm, at most 48."""
    return min(48.0, round(width / 25.4 * 72 / max(1, len(organ)) - 0.5, 1))
