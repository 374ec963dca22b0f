"""A paper as files: every format of it, written to a folder or whole into the archive."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from briefings.briefing import build_briefing
from briefings.document import briefing_json
from briefings.docx import docx_bytes
from briefings.drawing import draw
from briefings.html import html_text
from briefings.paper import Briefing
from briefings.pictures import Pictures
from briefings.scorecard import scorecard
from briefings.typeset import Typeset, typeset
from briefings.workbook import xlsx_bytes
from desk.assess import what_was_known
from desk.handle import Desk
from desk.plans import as_it_stood, in_period
from desk.run_history import run_before
from desk.views.surroundings import surroundings
from desk.views.trends import for_paper
from ledger.papers import PaperFile
from observations.errors import UserError
from observations.period import ReportingPeriod
from observations.whole import room_for, whole

Format = Literal["docx", "pdf", "html", "xlsx", "json"]
FORMATS: tuple[Format, ...] = ("docx", "pdf", "html", "xlsx", "json")


def write_as_of(
    desk: Desk, period: ReportingPeriod, moment: datetime, folder: Path
) -> tuple[Path, ...]:
    """The briefing as it would have been on `moment`, written to `folder` as a draft."""
    run = what_was_known(desk, period, moment)
    desk = in_period(as_it_stood(desk, moment), period)
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        before = run_before(reading, str(period), desk.plan.version)
        card = scorecard(desk.plan, run, before, surroundings(desk, reading, run))
        card = for_paper(desk, reading, card)
    paper = build_briefing(card, moment.date(), calendar=desk.calendar, fingerprint=fingerprint())
    return saved(rendered(replace(paper, draft=True), desk.settings.browser), folder)


def saved(files: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write the files into `folder`; `UserError` when it cannot be written to."""
    return tuple(_saved(folder / name, data) for name, data in files.items())


def rendered(paper: Briefing, browser: str) -> dict[str, bytes]:
    """Every format of one paper, by file name; `browser` draws its figures, as `draw` says."""
    made = _made(paper, browser)
    named = {one: f"季度通报_{paper.period}.{one}" for one in FORMATS} | {"json": "briefing.json"}
    return {named[one]: made.written(one) for one in FORMATS}


def in_format(paper: Briefing, browser: str, form: Format) -> bytes:
    """One format of the paper: the bytes that `rendered` gives of it."""
    return _made(paper, browser).written(form)


@dataclass(frozen=True)
class _Made:
    """A paper with its figures drawn and its pages set, from which every format is written."""

    paper: Briefing
    pictures: Pictures
    pdf: bytes
    document: bytes

    def written(self, form: Format) -> bytes:
        writers: Mapping[Format, Callable[[], bytes]] = {
            "docx": lambda: docx_bytes(self.paper, self.pictures),
            "pdf": lambda: self.pdf,
            "html": lambda: html_text(self.paper, self.pictures).encode(),
            "xlsx": lambda: xlsx_bytes(self.paper),
            "json": lambda: self.document,
        }
        return writers[form]()


def _made(paper: Briefing, browser: str) -> _Made:
    pictures = draw(paper, browser)
    printed = typeset(paper, pictures)
    pictures = replace(pictures, png=printed.png)
    paper, document = documented(paper, pictures, printed)
    return _Made(paper, pictures, printed.pdf, document)


def documented(paper: Briefing, pictures: Pictures, printed: Typeset) -> tuple[Briefing, bytes]:
    """The paper with what made its bytes in its fingerprint, and its JSON."""
    made_by = {"browser": pictures.browser or pictures.missing, "fonts": printed.fonts}
    made_by |= {f"font.{role}": face for role, face in printed.faces.items()}
    paper = replace(paper, fingerprint={**paper.fingerprint, **made_by})
    document = json.dumps(briefing_json(paper), ensure_ascii=False, indent=1, sort_keys=True)
    return paper, document.encode()


def written(desk: Desk, paper: Briefing, stem: str, folder: Path) -> tuple[Path, ...]:
    """Every format of `paper` in `folder`, each named `stem`; nothing is archived."""
    files = rendered(paper, desk.settings.browser)
    return saved({f"{stem}{Path(name).suffix}": data for name, data in files.items()}, folder)


def archived(desk: Desk, paper: Briefing, name: str) -> tuple[PaperFile, ...]:
    """Write every format whole into the archive under `name`; the rows to be kept of them."""
    folder = desk.settings.papers_dir / name
    with room_for("通报没有写成"):
        folder.mkdir(parents=True, exist_ok=True)
    found = []
    for file, data in rendered(paper, desk.settings.browser).items():
        with whole(folder / file) as part:
            part.write_bytes(data)
        found.append(_file(paper, Path(name, file), data))
    return tuple(found)


def fingerprint() -> dict[str, str]:
    """What made the bytes: the locked dependencies and the interpreter."""
    lock = Path(__file__).resolve().parent.parent / "requirements.lock"
    known = hashlib.sha256(lock.read_bytes()).hexdigest() if lock.exists() else "unlocked"
    return {"lock": known, "python": platform.python_version()}


def _file(paper: Briefing, path: Path, data: bytes) -> PaperFile:
    return PaperFile(
        paper=path.parent.name,
        period=paper.period,
        format=path.suffix.removeprefix("."),
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        head=paper.head,
        run=paper.run,
    )


def _saved(path: Path, data: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as fault:
        raise UserError(
            f"写不进 {path.parent}({fault.strerror})", cure="换一个可写的目录"
        ) from fault
    return path
