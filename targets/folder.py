"""Reading a plan's folder: its head, its text, its rows with file and line, its version."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from observations.errors import UserError
from targets import files
from targets.adjusting import texts_of
from targets.shapes import Shape, read_record, read_records
from targets.yamlfile import MAX_BYTES, MAX_TEXT_BYTES, bounded, read_yaml

# nothing to say is a valid answer here only
_OPTIONAL = ("reporting", "exceptions", "adjustments", "added", "overrides", "counterparts")

Row = tuple[str, dict[str, Any]]  # where the record stands, and its fields


def head_of(folder: Path) -> dict[str, Any]:
    """The fields of plan.yaml, its days in order; `UserError` with file and line."""
    document = read_yaml(folder / "plan.yaml")
    head = read_record(files.PLAN.fields, document.at(), document.value)
    if not head["start"] < head["end"]:
        raise UserError(f"{document.at('end')}:方案期末不晚于期首", cure="改正 start 或 end")
    if not head["start"] <= head["pace_origin"] < head["end"]:
        raise UserError(f"{document.at('pace_origin')}:不在方案期内", cure="改正序时起点")
    return head


def text_of(folder: Path) -> str:
    """The document's own text; `UserError` when it is missing, no UTF-8 or too long."""
    try:
        text = bounded(folder / "plan.txt", "plan.txt", MAX_TEXT_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("plan.txt:不是 UTF-8 编码", cure="把方案原文另存为 UTF-8") from error
    if len(text) > MAX_BYTES:
        raise UserError(f"plan.txt:超过 {MAX_BYTES} 字", cure="只放方案正文")
    return text


def _parts(folder: Path, name: str) -> list[Path]:
    """`name.yaml` or every YAML file of the folder `name` in the order of their names, not both."""
    single, many = folder / f"{name}.yaml", sorted((folder / name).glob("*.yaml"))
    if single.exists() and many:
        raise UserError(f"{name}.yaml 与文件夹 {name}/ 同时存在", cure="只留一个")
    return many or ([] if name in _OPTIONAL and not single.exists() else [single])


def rows_of(folder: Path, shape: Shape) -> list[Row]:
    """Every record of the plan's files of this shape, each with file and line."""
    rows: list[Row] = []
    for path in _parts(folder, shape.name):
        document = read_yaml(path, str(path.relative_to(folder)))
        rows += [(str(place), row) for place, row in read_records(shape, document)]
    return rows


def unique(rows: list[Row], key: str) -> dict[str, Row]:
    """Rows by their `key`; `UserError` naming both places when one occurs twice."""
    by_key: dict[str, Row] = {}
    for place, fields in rows:
        if fields[key] in by_key:
            first = by_key[fields[key]][0]
            raise UserError(f"{place}:{key}“{fields[key]}”重复,已见于 {first}", cure="改成不同的")
        by_key[fields[key]] = (place, fields)
    return by_key


def digest_of(folder: Path, above: str) -> str:
    """Of all content, `above` included: the digest of the plan that this one inherits, if any.

    Layouts of third parties' tables promise nothing and are no part of it.
    """
    digest = hashlib.sha256()
    data_files = (p for p in folder.rglob("*.yaml") if p.parent.name != "layouts")
    for path in sorted([*data_files, folder / "plan.txt", *texts_of(folder)]):
        name = path.relative_to(folder).as_posix()
        data = bounded(path, name, MAX_TEXT_BYTES)
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    if above:
        digest.update(f"../\0{above}\0".encode())
    return digest.hexdigest()
