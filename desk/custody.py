"""Is the record whole? The chain re-computed from its rows, the archive from its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from desk import head_files, heads
from desk.handle import Desk
from desk.keeping import fingerprint
from ledger import audit, case_rebuilding, credentials, custody, papers
from ledger.audit import BrokenLink, ChainHead
from observations.spool import archived


def verify(desk: Desk, exported: Path | None = None) -> tuple[tuple[BrokenLink, ...], int]:
    """Everything that does not hold (nothing is good) and the head.

    The chain is recomputed from the rows and compared with every head in this installation's
    own folder and in `exported`, a file kept elsewhere; issued papers, originals and evidence
    are recomputed from their bytes; receipts stand where their last judgement put them, cases
    where their steps did; passwords, tokens and sessions are those that the chain says were set.
    """
    known, wrong = head_files.checked(desk)
    given = heads.read_heads(exported) if exported is not None else ()
    if exported is not None:
        wrong += head_files.without_links(exported.name, given)
    broken = audit.verify(desk.ledger, *sorted({*known, *given}, key=lambda head: head.seq))
    archive = (*_papers(desk), *_originals(desk), *_evidence(desk), *_states(desk))
    archive += tuple(_credentials(desk))
    return (*broken, *wrong, *archive), desk.ledger.head()


def _papers(desk: Desk) -> Iterator[BrokenLink]:
    with desk.ledger.read() as reading:
        rows = papers.papers(reading)
    for row in rows:
        path = desk.settings.papers_dir / row.file.path
        yield from _compared(path, row.file.sha256, f"归档通报 {row.file.path}", row.seq)


def _originals(desk: Desk) -> Iterator[BrokenLink]:
    """Each original once, however many receipts name it; a destroyed one must be gone."""
    with desk.ledger.read() as reading:
        gone = custody.purged(reading)
        attached = {row.attached.sha256 for row in custody.all_attached(reading)}
        seen: dict[str, tuple[str, int]] = {}
        for sha256, receipt, seq in custody.hashes(reading):
            seen.setdefault(sha256, (receipt, seq))
    for sha256, (receipt, seq) in seen.items():
        path, place = archived(desk.settings.spool_dir, sha256), f"来件原件(回执 {receipt})"
        if sha256 not in gone:
            yield from _compared(path, sha256, place, seq)
        elif sha256 not in attached and path.exists():
            yield BrokenLink(seq, place, "已登记销毁而文件还在,请再执行一次销毁")


def _evidence(desk: Desk) -> Iterator[BrokenLink]:
    with desk.ledger.read() as reading:
        rows = custody.all_attached(reading)
    named: Mapping[str, str] = {row.attached.sha256: row.id for row in rows}
    for sha256, number in named.items():
        path = archived(desk.settings.spool_dir, sha256)
        yield from _compared(path, sha256, f"佐证 {number}", None)


def _states(desk: Desk) -> Iterator[BrokenLink]:
    with desk.ledger.read() as reading:
        yield from custody.misplaced(reading)
        yield from case_rebuilding.wrong(reading)


def _credentials(desk: Desk) -> Iterator[BrokenLink]:
    with desk.ledger.read() as reading:
        yield from credentials.broken(reading)


def predating(desk: Desk) -> int:
    """Live passwords, tokens and sessions set before the chain kept their digests."""
    with desk.ledger.read() as reading:
        return credentials.predating(reading)


def _compared(path: Path, sha256: str, place: str, seq: int | None) -> Iterator[BrokenLink]:
    try:
        found = fingerprint(path)
    except FileNotFoundError:
        yield BrokenLink(seq, place, "文件不在了")
    except OSError as unreadable:
        yield BrokenLink(seq, place, f"文件读不出({unreadable.strerror})")
    else:
        if found != sha256:
            yield BrokenLink(seq, place, "内容与登记的散列不符")


def chain_head(desk: Desk) -> ChainHead:
    """The end of the chain as it stands."""
    with desk.ledger.read() as reading:
        return audit.chain_head(reading)


def export_head(desk: Desk, path: Path) -> ChainHead:
    """Write the end of the chain to a file that is to be kept outside this machine."""
    head = chain_head(desk)
    path.write_text(heads.written_head(head), encoding="utf-8")
    return head
