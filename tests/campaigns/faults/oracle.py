"""The record as a few dictionaries: what the ledger must say, written a second time by hand."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

Key = tuple[str, str]  # indicator, period; an indicator belongs to one office
Submission = tuple[str, str]  # office, period


@dataclass
class Word:
    """Where a submission stands, and what its approvals cover, the last one on top."""

    state: str = ""
    senders: set[str] = field(default_factory=set)
    covered: list[dict[Key, float | None]] = field(default_factory=list)


@dataclass
class Oracle:
    """Everything that can be asked at a head."""

    values: dict[Key, float | None] = field(default_factory=dict)
    words: dict[Submission, Word] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    granted: set[Submission] = field(default_factory=set)
    vintages: dict[Key, int] = field(default_factory=dict)

    def copy(self) -> Oracle:
        """As it stands now, for ever."""
        return copy.deepcopy(self)

    def judged(self, office: str, period: str, post: str, rows: dict[str, float | None]) -> str:
        """A delivery takes effect: its verdict."""
        changed = False
        for indicator, value in rows.items():
            changed |= self._follow((indicator, period), value)
        word = self.words.setdefault((office, period), Word())
        if changed or word.state == "returned":
            word.state = "waiting"
            word.senders.add(post)
        return "accepted" if changed else "duplicate"

    def _follow(self, key: Key, value: float | None) -> bool:
        if key in self.values and self.values[key] == value:
            return False
        stood = self.values.get(key)
        if value is None and stood is not None:
            del self.values[key]
        else:
            self.values[key] = value
        self.vintages[key] = self.vintages.get(key, 0) + 1
        return True

    def may_approve(self, at: Submission, post: str, *, bureau: bool) -> bool:
        """Four eyes: the office's second post first, then the bureau, nobody his own."""
        word = self.words.get(at, Word())
        wanted = {"waiting": False, "office_approved": True}
        return wanted.get(word.state) is bureau and post not in word.senders

    def approve(self, at: Submission, *, bureau: bool) -> None:
        word = self.words[at]
        word.state = "approved" if bureau else "office_approved"
        if bureau:
            word.covered.append(self._of(at))

    def may_send_back(self, at: Submission, *, bureau: bool) -> bool:
        state = self.words.get(at, Word()).state
        return state not in ("", "returned") and (bureau or state != "approved")

    def send_back(self, at: Submission) -> None:
        self.words[at].state = "returned"

    def may_unapprove(self, at: Submission) -> bool:
        return bool(self.words.get(at, Word()).covered)

    def unapprove(self, at: Submission) -> None:
        word = self.words[at]
        word.covered.pop()
        if word.state == "approved":
            word.state = "office_approved"

    def published(self) -> dict[Key, float | None]:
        """What the approvals that stand cover."""
        tops = (word.covered[-1] for word in self.words.values() if word.covered)
        return {key: value for top in tops for key, value in top.items()}

    def states(self) -> dict[Submission, str]:
        return {at: word.state for at, word in self.words.items() if word.state}

    def _of(self, at: Submission) -> dict[Key, float | None]:
        office, period = at
        return {
            key: value
            for key, value in self.values.items()
            if key[1] == period and key[0].startswith(f"{office}:")
        }
