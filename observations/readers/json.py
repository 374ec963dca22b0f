"""A JSON document as its leaves: one row each, path beside what was written.

Column 0 holds the path (`values[3].value`); the text stands in column 1 when it was a string,
2 when a number (with the digits as written), 3 when `true`, `false`, `null`, `{}` or `[]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, NoReturn

from observations.content import Content
from observations.precheck import Unsafe
from observations.readers.raw import RawReport, RawSheet

PATH, STRING, NUMBER, LITERAL = range(4)
MOST_DEPTH = 8
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RULE = "file.json"
_Leaf = tuple[str, int, str]


class _Digits(str):
    """A number as written: no digit is lost on the way."""

    __slots__ = ()


def read_json(file: BinaryIO, content: Content) -> RawReport:
    """Every leaf of the document; `Unsafe` when it is not strict JSON in UTF-8.

    Refused: a key written twice, NaN and Infinity, more than MOST_DEPTH levels, text that no
    database can keep, anything but an object at the top.
    """
    if content.encoding != "utf-8-sig":
        raise Unsafe(_RULE, "须用 UTF-8 编码")
    file.seek(0)
    document = _parsed(file.read().decode("utf-8-sig"))
    if not isinstance(document, dict):
        raise Unsafe(_RULE, "最外层须是一个对象")
    sheet = RawSheet("json", hidden=True, height=0)
    for row, (path, column, text) in enumerate(_leaves(document)):
        sheet.texts += [(row, PATH, path, "s"), (row, column, _storable(text), "s")]
        sheet.height = row + 1
    return RawReport("json", (sheet,))


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_Digits,
            parse_float=_Digits,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as bad:
        raise Unsafe(_RULE, f"第 {bad.lineno} 行第 {bad.colno} 个字符处写法不对") from bad
    except RecursionError as deep:
        raise Unsafe(_RULE, f"嵌套超过 {MOST_DEPTH} 层") from deep


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if _storable(key) in found:
            raise Unsafe(_RULE, f"“{key[:40]}”写了两次")
        found[key] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise Unsafe(_RULE, f"{word} 不是数")


def _storable(text: str) -> str:
    """`text`, or `Unsafe` for NUL and half characters, which no database keeps."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Unsafe(_RULE, "文字里有存不下的字符")
    return text


def _leaves(document: dict[str, Any]) -> Iterator[_Leaf]:
    """Every leaf in the order written; a stack, for depth is the sender's to choose."""
    rest: list[tuple[str, Any, int]] = [("", document, 1)]
    while rest:
        path, value, depth = rest.pop()
        inner = list(_members(path, value)) if isinstance(value, dict | list) else []
        if inner and depth > MOST_DEPTH:
            raise Unsafe(_RULE, f"嵌套超过 {MOST_DEPTH} 层")
        if inner:
            rest += [(name, one, depth + 1) for name, one in reversed(inner)]
        elif path:
            yield path, *_written(value)


def _members(path: str, value: dict[str, Any] | list[Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        yield from ((f"{path}[{place}]", one) for place, one in enumerate(value))
        return
    for key, one in value.items():
        plain = _NAME.fullmatch(key)
        dotted = f"{path}.{key}" if path else key
        # Quoted, no odd key can pass for the path of another leaf.
        yield (dotted if plain else f"{path}[{json.dumps(key, ensure_ascii=False)}]"), one


def _written(value: Any) -> tuple[int, str]:
    if isinstance(value, _Digits):
        return NUMBER, str(value)
    if isinstance(value, str):
        return STRING, value
    words = {None: "null", True: "true", False: "false"}
    if isinstance(value, dict | list):
        return LITERAL, "{}" if isinstance(value, dict) else "[]"
    return LITERAL, words[value]
