"""`cityplan plan extract`: a plan document's text becomes a draft plan."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import said, show
from observations.errors import UserError

_MOST_BYTES = 4_000_000
_FOREIGN = (
    (b"PK", "docx、wps 等压缩文档"),
    (b"\xd0\xcf\x11\xe0", "旧版 doc、wps"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def extract_plan(
    text_file: Annotated[Path, typer.Argument(help="方案原文:纯文本,UTF-8、GB18030 或 UTF-16")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="把草稿写成方案文件夹;须是新的或空的")
    ] = None,
) -> None:
    """从方案原文抽取草稿:目标、任务、单位,逐项附原文、把握和待核问题;不会自动启用。"""
    from targets.extract.folder import plan_folder
    from targets.extract.read import extract
    from targets.extract.show import draft_document, draft_text

    draft = extract(read_plan_text(text_file))
    document = draft_document(draft)
    if output is None:
        show(document, lambda: draft_text(draft))
        return
    _write(plan_folder(draft), output)
    about = {"targets": len(draft.targets), "questions": len(draft.questions)}
    words = said("extract.written", path=output, **about)
    show(document | {"output": str(output)}, lambda: f"{draft_text(draft)}\n{words}")


def read_plan_text(path: Path) -> str:
    """The text of a plain text file; `UserError` with the cure for anything else.

    A pipe or a device is refused unopened: it could hold the reader up for ever.
    """
    try:
        if path.exists() and not path.is_file():
            raise _error("special", path=path)
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _error("unread", path=path) from error
    if len(data) > _MOST_BYTES:
        raise _error("large", path=path, most=_MOST_BYTES)
    kind = next((name for magic, name in _FOREIGN if data.startswith(magic)), "")
    if kind:
        raise _error("kind", path=path, kind=kind)
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text.replace("\f", "")):
            return text
    raise _error("encoding", path=path)


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in data[:4096]:
        wide = ("utf-16-le", "utf-16-be")
        return tuple(sorted(wide, key=lambda code: -_chinese(data[:4096], code)))
    return ("utf-8-sig", "gb18030")


def _chinese(data: bytes, encoding: str) -> int:
    return len(_CHINESE.findall(data.decode(encoding, "replace")))


def _error(key: str, **about: object) -> UserError:
    return UserError(said(f"extract.{key}", **about), cure=said(f"extract.{key}.cure"))


def _write(files: dict[str, str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise _error("taken", path=folder)
        for name, content in files.items():
            (folder / name).write_text(content, "utf-8")
    except OSError as error:
        raise _error("unwritten", path=folder) from error
