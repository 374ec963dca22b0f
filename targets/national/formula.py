"""A derived indicator as the catalogue knows it: function, standard, inputs, worked examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Confidence = Literal["核", "二手", "自知", "推", "无"]
WORDS: Mapping[Confidence, str] = {
    "核": "已核",
    "二手": "二手,口径待核",
    "自知": "自知未核,口径待核",
    "推": "由字面推定,口径待核",
    "无": "未找到国家定义",
}
REQUIRED: Any = object()


@dataclass(frozen=True)
class Input:
    """One raw quantity: the function's parameter, its Chinese title and unit.

    `option`: as the command takes it (`--qs`), the parameter's name with hyphens by default.
    `many`: one value per category, in the order of the other inputs that are many. A `default`
    of another kind than a number makes it a text or a flag.
    """

    name: str
    title: str
    unit: str = ""
    default: Any = REQUIRED
    many: bool = False
    text: bool = False
    option: str = ""

    @property
    def flag(self) -> str:
        """The option of the command line."""
        return self.option or "--" + self.name.replace("_", "-")


@dataclass(frozen=True)
class Output:
    """One result: an attribute of what the function returns, its Chinese title and unit."""

    name: str
    title: str
    unit: str = ""


@dataclass(frozen=True)
class Example:
    """A case worked by hand: inputs by parameter, results by output."""

    inputs: Mapping[str, Any]
    results: Mapping[str, Any]
    working: str = ""


@dataclass(frozen=True)
class Formula:
    """One derived indicator. The first output is the indicator's own value.

    `standard`: number and edition of the standard or document; `clause`: where in it, "" when
    the clause was not seen. `confidence` as in the field handbook: 核 read in the text, 二手 quoted
    elsewhere, 自知 known but not proven, 推 inferred from the wording, 无 no national text. `maps`:
    computed by `cityplan derive coverage` from GeoJSON; the function then takes plane shapes.
    `sampled`: a share of a random sample, whose size is the indicator's denominator.
    """

    name: str
    title: str
    written: str
    function: Callable[..., Any]
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    examples: tuple[Example, ...]
    standard: str
    confidence: Confidence
    clause: str = ""
    notes: tuple[str, ...] = ()
    maps: str = ""
    sampled: bool = False

    def derive(self, values: Mapping[str, Any]) -> Any:
        """The function's result; `UserError` for what cannot be, as each function says."""
        return self.function(**values)


@dataclass(frozen=True)
class Share:
    """A part of a whole: `value` in `unit` (% unless said otherwise), and on what terms."""

    value: float
    numerator: float
    denominator: float
    unit: str = "%"
    basis: str = ""


VALUE_PCT = Output("value", "比率", "%")
"""The one output of a plain share."""
