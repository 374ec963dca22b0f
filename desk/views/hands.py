"""Whose hands a submission went through, with the posts on leave that they stood in for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk.trail import titled
from ledger import deputies
from ledger.approvals import SubmissionRow
from ledger.unit import Reading

Hands = Mapping[tuple[str, str, str], str]
"""By office, period and post, the post as its step has it; without those that never stood in."""


def hands(reading: Reading, rows: Sequence[SubmissionRow]) -> Hands:
    """The deputies among who sent and who decided these; no further question where there is none.

    >>> hands_of({("hw", "2024-Q3", "甲"): "甲(代乙)"}, "hw", "2024-Q3", "甲")
    '甲(代乙)'
    """
    named = {(row.office, row.period, post) for row in rows for post in _posts(row)}
    posts = {post for _, _, post in named}
    lent = {one.leave.deputy for one in deputies.words(reading, posts)} if posts else set()
    return {key: titled(reading, *key) for key in named if key[2] in lent}


def hands_of(known: Hands, office: str, period: str, post: str) -> str:
    """A post as it is to be shown."""
    return known.get((office, period, post), post)


def decided_by(row: SubmissionRow) -> str:
    """Whose approval stands, empty for none."""
    return row.approved_by or row.office_approved_by


def _posts(row: SubmissionRow) -> tuple[str, ...]:
    return tuple(one for one in (row.submitted_by, decided_by(row)) if one)
