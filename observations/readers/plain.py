"""A YAML document as plain data with the line of every value; runs inside the jail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from observations.errors import UserError
from observations.yamlfile import parse_yaml

MOST_BYTES = 200 * 1024
"""Of a file that people write by hand."""


def read_plain(file: BinaryIO, argument: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """`value` and `lines` ([route, line] each), or `mistake` = [what, cure] in Chinese.

    `argument["name"]` is what messages call the file.
    """
    data, name = file.read(MOST_BYTES + 1), str(argument["name"])
    if len(data) > MOST_BYTES:
        return {"mistake": [f"{name}:文件超过 {MOST_BYTES} 字节", "只写要补充的内容"]}, b""
    try:
        document = parse_yaml(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        return {"mistake": [f"{name}:不是 UTF-8 编码", "另存为 UTF-8"]}, b""
    except UserError as wrong:
        return {"mistake": [wrong.what, wrong.cure]}, b""
    lines = [[list(route), line] for route, line in document.lines.items()]
    return {"value": document.value, "lines": lines}, b""
