"""The language of plans, declared in `words.yaml`, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from targets.yamlfile import read_yaml

# Full-width ASCII and look-alikes become half-width, one character for one: offsets stay.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20, 0x2236: 0x3A, 0x2013: 0x2D, 0x2014: 0x2D, 0x2015: 0x2D, 0x2212: 0x2D,
    0x301C: 0x2D, 0x7E: 0x2D, 0xFF5E: 0x2D, 0x2500: 0x2D, 0x3014: 0x5B, 0x3015: 0x5D,
}  # fmt: skip


def narrow(text: str) -> str:
    """`text` in half width, of the same length.

    >>> narrow("(2∶1,≥95％)")
    '(2:1,≥95%)'
    """
    return text.translate(_WIDE)


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


@dataclass(frozen=True)
class Words:
    """What `words.yaml` declares; `raw` by key, and the patterns made of it."""

    raw: Mapping[str, Any]
    unit: str
    number: str
    chinese: str
    operators: Mapping[str, str]  # comparison before a number → `>=`, `<=`, `=`
    endings: Mapping[str, str]  # comparison after it → `>=`, `<=`, "" (左右)

    def list(self, key: str) -> tuple[str, ...]:
        """The words declared under `key`."""
        return tuple(self.raw[key])


@lru_cache(maxsize=1)
def words() -> Words:
    """The declared language."""
    raw = read_yaml(Path(__file__).with_name("words.yaml")).value
    units = any_of(unit for group in raw["units"] for unit in group)
    tails = any_of(raw["unit_tails"])
    operators = dict.fromkeys(raw["at_least"], ">=") | dict.fromkeys(raw["at_most"], "<=")
    endings = dict.fromkeys(raw["suffix_least"], ">=") | dict.fromkeys(raw["suffix_most"], "<=")
    endings |= dict.fromkeys(raw["suffix_most_time"], "<=")
    return Words(
        raw=raw,
        unit=rf"(?:{any_of(raw['scale'])})?(?:{units})(?:\((?:{units})\))?"
        rf"(?:/(?:{tails}|[百千万]{{0,2}}[一-鿿]{{1,5}}?(?=[,;。、)]|以|左右|$)))?"
        rf"|/(?:10|百)?[万](?:人)?(?![0-9])"
        rf"|(?:万亿|亿|万)(?![一-鿿])|分(?![别钟贝之局解类布配散])|日(?![均常期报产处])"
        rf"|(?<=\.[0-9])年|(?<=\.[0-9][0-9])年",
        number=r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)?",
        chinese=r"百分之?[零一二三四五六七八九十百点]+|[零一二三四五六七八九十百千两]+",
        operators=operators | dict.fromkeys(raw["exact"], "="),
        endings=endings | dict.fromkeys(raw["suffix_about"], ""),
    )


@lru_cache(maxsize=64)
def alternatives(key: str) -> re.Pattern[str]:
    """Any word declared under `key`, the longest first."""
    return re.compile(any_of(words().list(key)))
