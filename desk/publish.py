"""The quarterly paper: from a stored run to archived bytes."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

from briefings.briefing import build_briefing
from briefings.document import briefing_json
from briefings.docx import docx_bytes
from briefings.html import html_text
from briefings.paper import Briefing
from briefings.scorecard import Scorecard
from briefings.scorecard import scorecard as build_card
from briefings.workbook import xlsx_bytes
from desk.assess import assess_period, what_was_known
from desk.handle import Desk
from desk.rights import require_role
from desk.run_history import previous_run
from desk.views.overview import card_of
from desk.views.surroundings import surroundings
from ledger import papers, runs
from ledger.papers import PaperFile
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod


def publish(
    desk: Desk, actor: Actor, period: ReportingPeriod, folder: Path | None = None
) -> tuple[Path, ...]:
    """Issue the briefing of `period`; the files as archived, copied to `folder` when given.

    Assesses first when the period has no run. The same content is issued once: its id is the
    hash of what it says, so that a second call changes nothing.
    """
    require_role(actor, Role.DESK)
    with desk.ledger.read() as reading:
        run = runs.latest_run(reading, str(period))
    if run is None:
        assess_period(desk, actor, period)
    with desk.ledger.read() as reading:
        card = card_of(desk, reading, period)
    if card is None:
        raise UserError(f"{period.label}还没有按现行方案评估", cure="先运行 cityplan assess")
    paper = build_briefing(card, desk.today(), calendar=desk.calendar)
    files = rendered(paper)
    kept = _archive(desk, actor, card, files)
    return tuple(_copy(path, folder) for path in kept) if folder else kept


def write_as_of(
    desk: Desk, period: ReportingPeriod, moment: datetime, folder: Path
) -> tuple[Path, ...]:
    """The briefing as it would have been on `moment`, written to `folder`, not issued."""
    run = what_was_known(desk, period, moment)
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        before = previous_run(reading, str(period))
        around = surroundings(desk, reading, run)
    if before is not None and before.plan_version != desk.plan.version:
        before = None
    card = build_card(desk.plan, run, before, around)
    paper = build_briefing(card, moment.date(), calendar=desk.calendar)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in rendered(paper).items():
        path = folder / name
        path.write_bytes(data)
        written.append(path)
    return tuple(written)


def rendered(paper: Briefing) -> dict[str, bytes]:
    """Every format of one paper, by file name."""
    document = json.dumps(briefing_json(paper), ensure_ascii=False, indent=1, sort_keys=True)
    return {
        f"季度通报_{paper.period}.docx": docx_bytes(paper),
        f"季度通报_{paper.period}.html": html_text(paper).encode(),
        f"季度通报_{paper.period}.xlsx": xlsx_bytes(paper),
        "briefing.json": document.encode(),
    }


def _archive(
    desk: Desk, actor: Actor, card: Scorecard, files: dict[str, bytes]
) -> tuple[Path, ...]:
    period = str(card.period)
    digest = hashlib.sha256(files["briefing.json"]).hexdigest()[:12]
    paper = f"{period}-{digest}"
    folder = desk.settings.papers_dir / paper
    with desk.ledger.read() as reading:
        issued = any(row.file.paper == paper for row in papers.papers(reading))
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in files]
    if issued:
        return tuple(paths)
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    with desk.ledger.write(actor, desk.now(), "publish", paper) as unit:
        papers.issue(unit, [_file(card, Path(paper, name), data) for name, data in files.items()])
    return tuple(paths)


def _file(card: Scorecard, path: Path, data: bytes) -> PaperFile:
    return PaperFile(
        paper=path.parent.name,
        period=str(card.period),
        format=path.suffix.removeprefix("."),
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        head=card.run.head,
        run=card.run.id,
    )


def _copy(path: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / path.name
    copy.write_bytes(path.read_bytes())
    return copy
