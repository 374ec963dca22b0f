"""`cityplan brief`: the issued paper of a period, else what would be issued now, as a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from desk import paper_flow
from desk.handle import Desk
from desk.keeping import kept_bytes
from desk.paper_text import paper_of
from desk.publish import rendered, saved
from desk.rights import require_everywhere
from ledger import papers
from observations.identity import Actor, Role
from observations.period import ReportingPeriod


@dataclass(frozen=True)
class Brief:
    """The files of a paper, and whether it is issued; `paper` is its archive id, if any."""

    files: tuple[Path, ...]
    state: Literal["issued", "draft"]
    paper: str = ""


def brief(desk: Desk, actor: Actor, period: ReportingPeriod, folder: Path) -> Brief:
    """Write the period's newest issued paper into `folder`, as archived.

    While none is issued: the draft in work, or what a draft of this moment would say, marked as
    a draft on every page. Nothing is issued or kept as a draft by this.
    """
    require_everywhere(actor, Role.DESK)
    with desk.ledger.read() as reading:
        rows = [row.file for row in papers.papers(reading, str(period))]
    if rows:
        newest = [one for one in rows if one.paper == rows[0].paper]
        root = desk.settings.papers_dir
        found = {one.path.name: kept_bytes(root / one.path, one.sha256) for one in newest}
        return Brief(saved(found, folder), "issued", rows[0].paper)
    if paper_flow.standing(desk, period).written is not None:
        paper = paper_flow.text(desk, actor, period).paper
    else:
        paper = paper_of(desk, paper_flow.present(desk, actor, period), desk.now())
    files = rendered(replace(paper, draft=True), desk.settings.browser)
    return Brief(saved(files, folder), "draft")
