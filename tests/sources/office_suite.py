"""LibreOffice at work: real xls, ods and pdf files, and forms it has recalculated."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.sources.packages import patched


def converted(path: Path, kind: str, folder: Path, opened_as: str = "") -> Path:
    """`path` saved as `kind` (`xls`, `ods`, `xlsx`, `pdf`), recalculated, in `folder`/out."""
    told = [f"--infilter={opened_as}"] if opened_as else []
    _run(folder, *told, "--convert-to", kind, "--outdir", str(folder / "out"), str(path))
    return folder / "out" / f"{path.stem}.{kind.partition(':')[0]}"


def as_wps(path: Path) -> Path:
    """The properties a WPS leaves in what it saves; the rest of `path` stays as it is."""
    custom = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.'
        'openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.'
        'openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-'
        '101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-12.1.0.16120'
        "</vt:lpwstr></property></Properties>"
    )
    changes = {
        "docProps/custom.xml": lambda _: custom.encode(),
        "docProps/app.xml": lambda data: data.replace(b"LibreOffice", "WPS 表格".encode()),
        "[Content_Types].xml": lambda data: data.replace(
            b"</Types>",
            b'<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxml'
            b'formats-officedocument.custom-properties+xml"/></Types>',
        ),
    }
    path.write_bytes(patched(path.read_bytes(), changes))
    return path


def _run(folder: Path, *arguments: str) -> None:
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("LibreOffice is needed to make these files again")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [program, profile, "--headless", *arguments], check=True, capture_output=True, timeout=180
    )
