"""National codes of places: 6 digits of GB/T 2260, 9 of GB/T 10114, 12 of the statistical code.

The longer forms begin with the shorter: `150627`, `150627000` and `150627000000` are one banner.
Two digits name a province, four a city, six a county (县、市辖区、旗), nine a township
(镇、街道、苏木), twelve a village or community; zeros fill up what is not named.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache

from observations.errors import UserError

LENGTHS = (6, 9, 12)
UNKNOWN = "000000"  # stands in a drafted plan until a person enters the code
WRITTEN = "[0-9]{6}(?:[0-9]{3}){0,2}"
_WHOLE = 12
_COUNTRY = "10"  # 100000, as map services number the country


class Rank(IntEnum):
    """What a code names; the number is how many of its twelve digits are significant."""

    COUNTRY = 0
    PROVINCE = 2
    CITY = 4
    COUNTY = 6
    TOWN = 9
    VILLAGE = 12

    @property
    def label(self) -> str:
        """Chinese name on screen."""
        return _LABELS[self]


_LABELS = {
    Rank.COUNTRY: "国家",
    Rank.PROVINCE: "省级",
    Rank.CITY: "市级",
    Rank.COUNTY: "县级",
    Rank.TOWN: "镇级",
    Rank.VILLAGE: "村级",
}
_STEPS = (Rank.PROVINCE, Rank.CITY, Rank.COUNTY, Rank.TOWN, Rank.VILLAGE)
_BEFORE = dict(zip(_STEPS, (0, *_STEPS), strict=False))


@dataclass(frozen=True)
class AreaCode:
    """A national code by its twelve digits.

    >>> parse("150627000000").short, parse("150600").rank.label
    ('150627', '市级')
    >>> parse("150627100").within(parse("150627"))
    True
    """

    digits: str

    @cached_property
    def rank(self) -> Rank:
        """What the code names, by its last significant digit."""
        if self.digits.startswith(_COUNTRY):
            return Rank.COUNTRY
        return next(one for one in _STEPS if not self.digits[one:].strip("0"))

    @property
    def short(self) -> str:
        """The form a plan uses: 6 digits down to the county, 9 for a township, else 12."""
        return self.digits[: max(LENGTHS[0], self.rank)]

    def within(self, other: AreaCode) -> bool:
        """True when the place lies in `other` and is not that place itself."""
        return self.rank > other.rank and self.digits.startswith(other.digits[: other.rank])


def parse(written: str) -> AreaCode:
    """The code as written in any of its forms; `UserError` when it is none.

    >>> parse("150627") == parse("150627000") == parse("150627000000")
    True
    """
    if not (written.isascii() and written.isdigit() and len(written) in LENGTHS):
        raise UserError(
            f"“{written}”不是行政区划代码",
            cure="写 6 位(GB/T 2260)、9 位(GB/T 10114)或 12 位统计用区划代码",
        )
    return _coded(written)


@lru_cache(maxsize=8192)  # a form says the code of its area in each row, and the next one again
def _coded(written: str) -> AreaCode:
    """The code of so many digits; what is no code is told each time."""
    code = AreaCode(written.ljust(_WHOLE, "0"))
    if written.startswith("0") or _gap(code):
        raise UserError(f"“{written}”不是行政区划代码:中间一级为零", cure="核对代码,从省级起逐级写")
    return code


def _gap(code: AreaCode) -> bool:
    """True when a level above the last significant one is all zeros: `150027` is in no city.

    A few cities have no counties: their townships follow the city at once, `441900003`.
    """
    if code.rank is Rank.COUNTRY:
        return bool(code.digits[len(_COUNTRY) :].strip("0"))
    above = (one for one in _STEPS if one < code.rank and one is not Rank.COUNTY)
    return any(not code.digits[_BEFORE[one] : one].strip("0") for one in above)


def forms(written: str) -> tuple[str, ...]:
    """A code in all of its forms, as written first; other text alone.

    >>> forms("150627")
    ('150627', '150627000', '150627000000')
    """
    try:
        code = parse(written)
    except UserError:
        return (written,)
    longer = (code.digits[:size] for size in LENGTHS if size >= len(code.short))
    return tuple(dict.fromkeys((written, *longer)))


def short_form(written: str) -> str:
    """The plan's form of a code in any of its forms; other text as it is.

    >>> short_form("150627100000"), short_form("150627"), short_form("伊旗")
    ('150627100', '150627', '伊旗')
    """
    try:
        return parse(written).short
    except UserError:
        return written
