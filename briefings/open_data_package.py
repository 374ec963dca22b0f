"""A Frictionless data package: `datapackage.json` and a CSV of every table.

Only the words of Table Schema and Data Package version 1 are used, so that any tool reads it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from briefings.data_table import inert
from briefings.open_data import SCHEMA, Column, Form, OpenData, OpenTable
from briefings.open_data_licence import Licence, credit, demo_note

DESCRIPTOR = "datapackage.json"
INERT = (
    "文字列的内容若以 = + - @ 制表符 回车 换行 单引号(或全角的 = + - @)开头,前面加了一个单引号,"
    "以免电子表格当作公式执行;读取时去掉开头的这一个单引号即为原文。代码列、数值列不加。"
)


def package(data: OpenData, licence: Licence) -> dict[str, bytes]:
    """Files by name: UTF-8 without BOM, RFC 4180 with CRLF; the same bytes for the same data."""
    tables = {f"{name}.csv": csv_bytes(table) for name, table in data.tables.items()}
    resources = [_resource(table, tables[f"{name}.csv"]) for name, table in data.tables.items()]
    found = {
        "profile": "tabular-data-package",
        "name": "cityplan-open-data",
        "id": sha256("".join(data.sha256s).encode()).hexdigest(),
        "title": f"{demo_note(data)}{data.plan}:公开数据",
        "description": f"{credit(data)}{INERT}",
        "version": SCHEMA,
        "created": f"{data.updated.isoformat()}T00:00:00+08:00",
        "demo": data.demo,
        "licenses": [licence.descriptor()],
        "sources": [{"title": f"{data.document}《{data.plan}》"}, {"title": "批准公开的各期内容"}],
        "contributors": [{"title": data.issuer, "role": "publisher"}],
        "resources": resources,
    }
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    return {DESCRIPTOR: text.encode(), **tables}


def csv_bytes(table: OpenTable) -> bytes:
    """The table with a line of names; texts that no spreadsheet runs, numbers as they are."""
    saved = io.StringIO(newline="")
    out = csv.writer(saved)
    out.writerow(one.name for one in table.form.columns)
    texts = [one.type == "string" for one in table.form.columns]
    out.writerows(
        [inert(cell) if text else cell for text, cell in zip(texts, row, strict=True)]
        for row in table.rows
    )
    return saved.getvalue().encode()


def _resource(table: OpenTable, data: bytes) -> dict[str, Any]:
    form = table.form
    return {
        "profile": "tabular-data-resource",
        "name": form.name,
        "path": f"{form.name}.csv",
        "title": form.title,
        "description": form.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n", "delimiter": ",", "doubleQuote": True},
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": _schema(form),
    }


def _schema(form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {
        "fields": [_field(one) for one in form.columns],
        "missingValues": [""],
        "primaryKey": list(form.key),
    }
    if form.references:
        found["foreignKeys"] = [
            {"fields": list(one.columns), "reference": _there(one.table, one.there)}
            for one in form.references
        ]
    return found


def _there(table: str, columns: tuple[str, ...]) -> dict[str, Any]:
    return {"resource": table, "fields": list(columns)}


def _field(column: Column) -> dict[str, Any]:
    about: Mapping[str, Any] = {
        "description": column.about,
        "unit": column.unit,
        "constraints": dict(column.bounds),
    }
    plain = {"name": column.name, "type": column.type, "title": column.title}
    return plain | {name: value for name, value in about.items() if value}
