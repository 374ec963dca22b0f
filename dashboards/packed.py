"""Scripts and styles, packed once for each process and kept by browsers under their fingerprint.

Packing them for every request cost 0.1 s for each visitor's first page.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache

import brotli  # type: ignore[import-untyped]
from flask import Request, Response

FINGERPRINTED = "/_dash-component-suites/"
ASSETS = "/assets/"
CHARTS = "/charts/"
YEAR = 31_536_000
CODE = ("javascript", "css")  # of a media type
LEAST = 500  # bytes; smaller ones do not get smaller
PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda data: bytes(brotli.compress(data, quality=9)),
    "gzip": lambda data: gzip.compress(data, 9, mtime=0),
}
"""Ways of packing by their name in HTTP, the better one first."""


def is_static(path: str) -> bool:
    """True for what is the same for everybody who may see it at all."""
    return path.startswith((FINGERPRINTED, ASSETS, CHARTS))


def keep(request: Request, response: Response) -> None:
    """Let the browser keep a static file whose address changes with its content."""
    if response.status_code != 200:
        return
    if request.path.startswith(ASSETS) and request.args.get("m"):  # the time it was changed
        response.cache_control.no_cache = None
        response.cache_control.max_age = YEAR
    if response.cache_control.max_age:
        response.cache_control.immutable = True


def pack(request: Request, response: Response) -> None:
    """Pack a static file as the browser takes it; flask-compress leaves what is packed alone."""
    if response.status_code != 200 or "Content-Encoding" in response.headers:
        return
    data = response.get_data()
    way = next((one for one in PACKERS if request.accept_encodings.quality(one) > 0), "")
    if not way or len(data) < LEAST or not (response.mimetype or "").endswith(CODE):
        return
    response.headers.pop("ETag", None)  # it named the bytes as they were
    response.set_data(_packed(data, way))
    response.headers["Content-Encoding"] = way
    response.headers["Vary"] = "Accept-Encoding"


@lru_cache(maxsize=64)
def _packed(data: bytes, way: str) -> bytes:
    return PACKERS[way](data)
