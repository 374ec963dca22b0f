"""Where a page is: path and query as one value, so that every view has a link of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from observations.errors import UserError

MAX_ADDRESS = 2000
MAX_FIELDS = 20
_UNSAFE = re.compile(r"[\x00-\x1f\\\x7f]")


@dataclass(frozen=True)
class Address:
    """An address inside this site.

    >>> Address.parse("/", "?period=2024-Q3&x=").href(level="behind")
    '/?period=2024-Q3&level=behind'
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, path: str, search: str) -> Address:
        """Read a browser's pathname and search; empty values are dropped, the last one wins.

        `UserError` for an address that no link of ours has.
        """
        if not (storable(unquote(path)) and storable(unquote(search))):
            raise UserError("网址中有无法识别的字符", cure="请从上方的菜单进入")
        try:
            pairs = parse_qsl(search.removeprefix("?"), max_num_fields=MAX_FIELDS)
        except ValueError as error:
            raise UserError("网址中的条件太多", cure="请从上方的菜单进入") from error
        return cls(path or "/", dict(pairs))

    def get(self, name: str) -> str:
        """The value of `name`, empty when not given."""
        return self.query.get(name, "")

    def href(self, path: str | None = None, **changes: str | None) -> str:
        """The same address with other query values; None or empty removes one."""
        merged = {**self.query, **changes}
        kept = {name: value for name, value in merged.items() if value}
        query = f"?{urlencode(kept)}" if kept else ""
        return f"{self.path if path is None else path}{query}"


def keep(address: Address, path: str, *names: str) -> str:
    """`path` with the named query values carried over (period, as-of, area)."""
    return Address(path, {n: address.get(n) for n in names if address.get(n)}).href()


def storable(text: str) -> bool:
    r"""True unless `text` holds NUL or a lone surrogate: no database takes them.

    >>> storable("台账"), storable("a\x00"), storable("\ud800")
    (True, False, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


@lru_cache(maxsize=8192)  # a page leads to the same indicator, area and receipt in many rows
def segment(text: str) -> str:
    """One path segment, quoted."""
    return quote(text, safe="")


def own_path(wanted: str) -> str:
    r"""`wanted` when it is a path of this site, else `/`.

    >>> own_path("/indicators/x?area=1"), own_path("//evil.example"), own_path("/\\evil")
    ('/indicators/x?area=1', '/', '/')
    """
    if len(wanted) > MAX_ADDRESS or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    if _UNSAFE.search(wanted):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else wanted
