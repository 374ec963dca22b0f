"""Sets a paper in a process of its own: JSON in, JSON out, bounded, opening nothing to write.

Started as `python -m briefings.typeset_child`. The template is ours and asks for nothing but its
own data; the limits are for what a monstrous paper could cost.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from briefings.typefaces import MISSING_SIGN, ROLES, chosen, colophon

FOLDER = Path(__file__).parent / "papers"
TEMPLATES = {name: FOLDER / f"{name}.typ.txt" for name in ("paper", "phone")}
STANDARDS = ["ua-1", "a-2a"]  # readable aloud (PDF/UA-1) and to be archived (PDF/A-2a)
NOWHERE = FOLDER / "no packages"
MEMORY = 4 * 1_073_741_824
SECONDS = 60
PPI = 220
SHEET_PPI = (288, 192, 96)  # three, two and one dot a pixel
SHEET_BYTES = 5_000_000
TRIES = 4
_UNSET = re.compile(r'the text `"(.*?)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")  # no meaning outside one font
_HEAD = 1_048_576  # of a font file: its directory holds the checksum of every table
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#for one in json("pictures.json") {
  page(image(one.file, width: one.width * 1mm, height: one.height * 1mm, fit: "contain"))
}
"""


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The pdf, each picture as png, the faces used and a hash of their files."""
    fonts = typst.Fonts()
    faces = chosen(set(fonts.families()))
    pictures = {f"{name}.svg": text.encode() for name, text in asked["pictures"].items()}
    paper = {**asked["paper"], "faces": faces, "colophon": colophon(faces) + asked["colophon"]}
    template = TEMPLATES[asked["template"]].read_bytes()
    pdf, lost = _pdf(template, paper, pictures, asked["moment"])
    sheet = (
        _sheet(template, _printed(paper, set(lost)), pictures)
        if asked["template"] == "phone"
        else b""
    )
    return {
        "pdf": base64.b64encode(pdf).decode(),
        "png": [base64.b64encode(one).decode() for one in _pngs(asked["sizes"], pictures)],
        "faces": faces,
        "fonts": _identity(fonts, faces),
        "lost": lost,
        "sheet": base64.b64encode(sheet).decode(),
    }


def _sheet(template: bytes, printed: bytes, pictures: Mapping[str, bytes]) -> bytes:
    """The one page as a png, as fine as may be sent: three dots a pixel, or fewer."""
    files = {"main.typ": template, "paper.json": printed, **pictures}
    for ppi in SHEET_PPI:
        found = _compiler(files).compile(format="png", ppi=ppi)
        drawn: bytes = found if isinstance(found, bytes) else found[0]
        if len(drawn) <= SHEET_BYTES:
            break
    return drawn


def _pdf(
    template: bytes, paper: dict[str, Any], pictures: Mapping[str, bytes], moment: int
) -> tuple[bytes, list[str]]:
    """The pdf; characters that no font here has are set as 〓 and named."""
    lost = _lost(paper)
    for _ in range(TRIES):
        files = {"main.typ": template, "paper.json": _printed(paper, lost), **pictures}
        try:
            found = _compiler(files).compile(
                format="pdf", pdf_standards=STANDARDS, timestamp=moment
            )
        except typst.TypstError as error:
            signs = _unset(error.diagnostic)
            if not signs:
                raise
            lost |= signs
            continue
        return found, sorted(lost)
    raise ValueError("characters without type were named again and again")


def _lost(paper: Mapping[str, Any]) -> set[str]:
    """Characters that no font may be asked for."""
    return set(_PRIVATE.findall(json.dumps(paper, ensure_ascii=False)))


def _printed(paper: dict[str, Any], lost: set[str]) -> bytes:
    """The paper's data with a sign in place of what no font has."""
    instead = {ord(sign): MISSING_SIGN for sign in lost}
    text = json.dumps(paper | {"lost": len(lost)}, ensure_ascii=False)
    return text.translate(instead).encode()


def _unset(diagnostic: str) -> set[str]:
    """The characters that a compilation says no font has."""
    told = (
        _CODE.sub(lambda one: chr(int(one[1], 16)), text) for text in _UNSET.findall(diagnostic)
    )
    return {sign for text in told for sign in text}


def _pngs(sizes: list[Mapping[str, Any]], pictures: Mapping[str, bytes]) -> list[bytes]:
    if not sizes:
        return []
    files = {"main.typ": _PICTURE, "pictures.json": json.dumps(sizes).encode(), **pictures}
    made = _compiler(files).compile(format="png", ppi=PPI)
    return made if isinstance(made, list) else [made]


def _compiler(files: Mapping[str, bytes]) -> Any:
    given: Any = dict(files)
    return typst.Compiler(
        input=given, root=FOLDER, package_path=NOWHERE, package_cache_path=NOWHERE
    )


def _identity(fonts: Any, faces: Mapping[str, str]) -> str:
    """One hash over the files of the faces used, wherever they lie."""
    digest = hashlib.sha256()
    for role, family in faces.items():
        weight = ROLES[role].weight
        near = [one for one in fonts.fonts() if one.family == family and one.weight == weight]
        for path in sorted({one.path for one in near if one.path}):
            with Path(path).open("rb") as file:
                digest.update(f"{role} {family} {Path(path).stat().st_size} ".encode())
                digest.update(file.read(_HEAD))
    return digest.hexdigest()


def main() -> None:
    """One request on standard input, one answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
