"""佐证: a stamped scan or a photo beside a submission or an answer, kept by hash, never opened.

What a file is, its first bytes say; nothing here or later looks further into it.
"""

from __future__ import annotations

from dataclasses import dataclass

from desk.files import FileOut
from desk.handle import Desk
from desk.keeping import keep_still, kept_bytes
from desk.lookups import covered
from desk.periods import require_in_plan
from desk.rights import acting_for
from ledger import custody, findings
from ledger.custody import Attached, AttachmentRow
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod, Submitted
from observations.spool import archived, spool

MOST_BYTES = 20 * 1024 * 1024
LONGEST_TEXT = 500
OF_CASE = "case:"
"""What stands before a case's id where a submission's period stands (desk/case_evidence.py)."""
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
)
SPELT = {"jpg": ("jpeg",)}
MIMES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "csv": "text/csv",  # made by us: every failing row of a bulk delivery
}


@dataclass(frozen=True)
class Evidence:
    """A file handed in as evidence; `finding` is the id of what it answers, "" for the whole."""

    data: bytes
    name: str
    finding: str = ""
    text: str = ""


def attach(
    desk: Desk, actor: Actor, where: tuple[str, ReportingPeriod], given: Evidence
) -> AttachmentRow:
    """Keep `given` beside the submission `where` (office, period).

    The same bytes on the same thing with the same words are there already: that row comes back.
    `UserError` for anything but a pdf, jpg or png of at most 20 MB and for a finding of another
    submission; `Refused` for a post that may not report for the office.
    """
    office, period = where
    if office not in desk.office_names:
        raise UserError(f"没有单位“{office}”", cure=f"可用:{'、'.join(desk.office_names)}")
    acting = acting_for(desk, actor, office, Role.CLERK, Role.REVIEWER, Role.DESK)
    require_in_plan(desk, period)
    media = media_of(given.data)
    _require_own_finding(desk, where, given.finding)
    source = spool(given.data, given.name, desk.settings.spool_dir, office)
    attached = Attached(
        office=office,
        period=str(period),
        sha256=source.sha256,
        name=source.name,
        media=media,
        size=source.size,
        finding=given.finding,
        text=given.text.strip()[:LONGEST_TEXT],
    )
    with desk.ledger.read() as reading:
        row = custody.same_attached(reading, attached)
    if row is None:
        with desk.ledger.write(acting, desk.now(), "attach", f"{office}/{period}") as unit:
            unit.lock_chain()  # pressed twice at once it is kept once
            row = custody.same_attached(unit.reading(), attached)
            row = row or custody.attach(unit, attached)
    keep_still(desk, given.data, source)
    return row


def media_of(data: bytes) -> str:
    """pdf, jpg or png, told by the first bytes; `UserError` for anything else or too large."""
    if not data:
        raise UserError("文件是空的", cure="请选择盖章扫描件或照片")
    if len(data) > MOST_BYTES:
        raise UserError(
            f"佐证文件超过 {MOST_BYTES >> 20} MB", cure="降低扫描分辨率或分成几份后再附上"
        )
    for magic, media in MAGIC:
        if data.startswith(magic):
            return media
    raise UserError("佐证只收 PDF、JPG、PNG 文件", cure="报表请按报送办理;其余文件先转成 PDF")


def attachments(
    desk: Desk, actor: Actor, office: str, period: Submitted
) -> tuple[AttachmentRow, ...]:
    """The evidence of a submission, oldest first; nothing for a post that may not see it."""
    if not actor.covers(office):
        return ()
    with desk.ledger.read() as reading:
        return custody.attached_to(reading, office, str(period))


def attachment(desk: Desk, actor: Actor, attachment_id: str) -> FileOut | None:
    """The bytes as they came, under a name that says what they are.

    None when there is no such evidence for the post; what was shown with a step of a case is
    handed out by the case alone (desk/case_files.py).
    """
    with desk.ledger.read() as reading:
        row = custody.attachment(reading, attachment_id)
    if row is None or row.attached.period.startswith(OF_CASE):
        return None
    if not covered(desk, actor, row.attached.office, f"attachment {attachment_id}"):
        return None
    path = archived(desk.settings.spool_dir, row.attached.sha256)
    data = kept_bytes(path, row.attached.sha256)
    return FileOut(handed_out_as(row.attached), MIMES[row.attached.media], data)


def handed_out_as(one: Attached) -> str:
    """Its name with the ending that its content has: what is called x.hta leaves as x.hta.pdf."""
    ending = one.name.rpartition(".")[2].lower()
    usual = {one.media, *SPELT.get(one.media, ())}
    return one.name if ending in usual else f"{one.name}.{one.media}"


def _require_own_finding(desk: Desk, where: tuple[str, ReportingPeriod], finding: str) -> None:
    if not finding:
        return
    with desk.ledger.read() as reading:
        found = findings.get(reading, finding)
    if found is None or (found.office, found.period) != (where[0], str(where[1])):
        raise Refused(f"该报送没有问题编号“{finding}”", cure="在回执页核对编号")
