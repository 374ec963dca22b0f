"""One point of what real use needs, and what all of them look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desk.views.channels import ChannelRow
from ledger.accounts import PostRow
from ledger.heartbeats import Heartbeat
from ledger.plans import PlanVersion
from targets.hearing import Hearing
from targets.milestones import Milestone

State = Literal["missing", "attention", "confirm", "ready"]


@dataclass(frozen=True)
class Step:
    """What to do next: a sentence, and a page of this site or a command for the server."""

    words: str
    href: str = ""
    command: str = ""


@dataclass(frozen=True)
class Check:
    """One point: how it stands, what was found, who or what lacks, why it matters."""

    title: str
    state: State
    found: str
    why: str
    step: Step | None = None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What the checks look at, read at one moment; `posts` are those in use.

    `once` are posts whose password somebody else set; `ways` every target with its baseline.
    """

    editions: tuple[PlanVersion, ...]
    posts: tuple[PostRow, ...]
    once: tuple[str, ...]
    offices: tuple[str, ...]
    ways: tuple[Hearing, ...]
    milestones: tuple[Milestone, ...]
    channels: tuple[ChannelRow, ...]
    beats: tuple[Heartbeat, ...]
