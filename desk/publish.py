"""The quarterly paper: from a stored run to archived bytes."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from briefings.briefing import build_briefing
from briefings.document import briefing_json
from briefings.docx import docx_bytes
from briefings.drawing import draw
from briefings.html import html_text
from briefings.paper import Briefing
from briefings.scorecard import Scorecard
from briefings.scorecard import scorecard as build_card
from briefings.typeset import typeset
from briefings.workbook import xlsx_bytes
from desk.assess import assess_period, what_was_known
from desk.handle import Desk
from desk.plans import as_it_stood, in_period
from desk.rights import require_everywhere
from desk.run_history import previous_run
from desk.views.overview import card_of
from desk.views.surroundings import surroundings
from desk.views.trends import for_paper
from ledger import papers
from ledger.papers import PaperFile
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from observations.whole import room_for, whole


def publish(
    desk: Desk, actor: Actor, period: ReportingPeriod, folder: Path | None = None
) -> tuple[Path, ...]:
    """Issue the briefing of `period`; the files as archived, copied to `folder` when given.

    Assesses first, so that no paper tells an older record. The same content is issued once: its
    id is the hash of what it says, so that a second call changes nothing.
    """
    require_everywhere(actor, Role.DESK)
    assess_period(desk, actor, period)
    with desk.ledger.read() as reading:
        seen = card_of(desk, reading, period)
        card = for_paper(in_period(desk, period), reading, seen) if seen else None
        head = reading.head
    if card is None:
        raise UserError(f"{period.label}还没有按现行方案评估", cure="先运行 cityplan assess")
    if all(verdict.value is None for verdict in card.run.assessments):
        raise UserError(f"{period.label}没有审定的填报值", cure="先完成报送、审核和审定")
    # The run was made a moment ago from the same record: the paper stands at one head.
    card = replace(card, run=replace(card.run, head=head))
    kept = _archive(desk, actor, card)
    return tuple(_copy(path, folder) for path in kept) if folder else kept


def write_as_of(
    desk: Desk, period: ReportingPeriod, moment: datetime, folder: Path
) -> tuple[Path, ...]:
    """The briefing as it would have been on `moment`, written to `folder`, not issued."""
    run = what_was_known(desk, period, moment)
    desk = in_period(as_it_stood(desk, moment), period)
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        before = previous_run(reading, str(period))
        if before is not None and before.plan_version != desk.plan.version:
            before = None
        card = build_card(desk.plan, run, before, surroundings(desk, reading, run))
        card = for_paper(desk, reading, card)
    paper = build_briefing(card, moment.date(), calendar=desk.calendar, fingerprint=fingerprint())
    return saved(rendered(paper, desk.settings.browser), folder)


def saved(files: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write the files into `folder`; `UserError` when it cannot be written to."""
    return tuple(_saved(folder / name, data) for name, data in files.items())


def rendered(paper: Briefing, browser: str) -> dict[str, bytes]:
    """Every format of one paper, by file name; `browser` draws its figures, as `draw` says."""
    pictures = draw(paper, browser)
    printed = typeset(paper, pictures)
    pictures = replace(pictures, png=printed.png)
    made_by = {"browser": pictures.browser or pictures.missing, "fonts": printed.fonts}
    made_by |= {f"font.{role}": face for role, face in printed.faces.items()}
    paper = replace(paper, fingerprint={**paper.fingerprint, **made_by})
    document = json.dumps(briefing_json(paper), ensure_ascii=False, indent=1, sort_keys=True)
    return {
        f"季度通报_{paper.period}.docx": docx_bytes(paper, pictures),
        f"季度通报_{paper.period}.pdf": printed.pdf,
        f"季度通报_{paper.period}.html": html_text(paper, pictures).encode(),
        f"季度通报_{paper.period}.xlsx": xlsx_bytes(paper),
        "briefing.json": document.encode(),
    }


def _archive(desk: Desk, actor: Actor, card: Scorecard) -> tuple[Path, ...]:
    """Issue the paper, or find the one that says the same already."""
    period, paper = str(card.period), _identity(card)
    with desk.ledger.read() as reading:
        issued = [row.file.path for row in papers.papers(reading, period)]
    same = [path for path in issued if path.parent.name == paper]
    if same:
        return tuple(desk.settings.papers_dir / path for path in same)
    made = build_briefing(card, desk.today(), calendar=desk.calendar, fingerprint=fingerprint())
    files = archived(desk, made, paper)
    with desk.ledger.write(actor, desk.now(), "publish", paper) as unit:
        papers.issue(unit, files)
    return tuple(desk.settings.papers_dir / one.path for one in files)


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


def _identity(card: Scorecard) -> str:
    """What the paper says, not when: the run and all that surrounds it."""
    statement = card.context.statement
    about = () if statement is None else (replace(statement, head=0),)
    said = repr((card.run.id, replace(card.context, todo=()), *about))
    return f"{card.period}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


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


def _copy(path: Path, folder: Path) -> Path:
    return _saved(folder / path.name, path.read_bytes())


def _saved(path: Path, data: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as fault:
        raise UserError(
            f"写不进 {path.parent}({fault.strerror})", cure="换一个可写的目录"
        ) from fault
    return path
