"""Delivery: fix each message before sending it, send it, write down what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from alerts.channels import Channel, MailChannel, NotTaken
from alerts.compose import compose, message_of
from alerts.quiet import QuietHours
from ledger import facts
from ledger.facts import FactRow, MessageRow
from ledger.opening import Ledger
from ledger.unit import Reading
from observations.identity import Actor

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
REST = timedelta(minutes=1)  # a channel that failed is left alone, so that nobody waits for it

# Taken by their channel and not written down yet, because the database was full or away: this
# process does not tell them every second until it is back.
_HANDED: WeakKeyDictionary[Ledger, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Delivered:
    """What one pass did: messages fixed, taken, not taken, and channels left resting."""

    opened: int = 0
    sent: int = 0
    failed: int = 0
    resting: tuple[str, ...] = ()


def deliver(
    ledger: Ledger,
    channels: Sequence[Channel],
    actor: Actor,
    now: datetime,
    *,
    quiet: QuietHours | None = None,
) -> Delivered:
    """Tell every channel what it does not know yet; at least once, under one key a message.

    A message is a row with its members and key before anything is sent: a crash afterwards
    sends it again under the same key, and the receiver drops the repetition. After a
    failure the message waits (1 minute, doubling to 6 hours) and its channel rests. What
    `quiet` keeps back stays a fact until its hours end, and is grouped with what came since.
    """
    opened = sum(_fix(ledger, channel, (actor, now), quiet) for channel in channels)
    with ledger.read() as reading:
        left = facts.waiting(reading)
    waiting = [row for row in left if _due(row, now) and _told_now(row, quiet, now)]
    resting = _resting(left, now)
    sent = failed = 0
    for channel in channels:
        if channel.name in resting:
            continue
        due = sorted((m for m in waiting if m.channel == channel.name), key=_new_ones_first)
        for row in due:
            if not _send(ledger, channel, row, (actor, now)):
                failed += 1
                break
            sent += 1
    names = {channel.name for channel in channels}
    return Delivered(opened, sent, failed, tuple(sorted(resting & names)))


def wait_after(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 12)), LONGEST_WAIT)


def _fix(
    ledger: Ledger, channel: Channel, by: tuple[Actor, datetime], quiet: QuietHours | None
) -> int:
    """Open messages for the facts that `channel` was not told; how many."""
    actor, now = by
    with ledger.read() as reading:
        if not _untold(reading, channel, quiet, now):
            return 0
    with ledger.write(actor, now, "alert.open", channel.name) as unit:
        unit.lock_chain()  # two deliverers must not tell one fact in two messages
        untold = _untold(unit.reading(), channel, quiet, now)
        messages = compose(untold, demo=ledger.stamp == "demo", apart=_apart(channel))
        for message in messages:
            facts.open_message(unit, message.key, channel.name, message.facts)
    return len(messages)


def _apart(channel: Channel) -> Collection[str]:
    """Whom the channel reaches at an address of its own."""
    return channel.offices if isinstance(channel, MailChannel) else ()


def _untold(
    reading: Reading, channel: Channel, quiet: QuietHours | None, now: datetime
) -> list[FactRow]:
    waiting = facts.pending(reading, channel.name)
    return [row for row in waiting if quiet is None or quiet.now_told(row.fact.severity, now)]


def _told_now(row: MessageRow, quiet: QuietHours | None, now: datetime) -> bool:
    """A message is as loud as its loudest fact."""
    return quiet is None or any(quiet.now_told(one.fact.severity, now) for one in row.facts)


def _due(row: MessageRow, now: datetime) -> bool:
    """True when its wait is over, or was counted by a clock that has been set back since."""
    return row.retry_at is None or not now < row.retry_at <= now + LONGEST_WAIT


def _send(ledger: Ledger, channel: Channel, row: MessageRow, by: tuple[Actor, datetime]) -> bool:
    actor, now = by
    handed = _HANDED.setdefault(ledger, set())
    try:
        if row.id not in handed:
            channel.send(message_of(row.facts, demo=ledger.stamp == "demo", key=row.key))
    except NotTaken as refusal:
        with ledger.write(actor, now, "alert.failed", row.id) as unit:
            facts.failed(unit, row.id, str(refusal), now + wait_after(row.attempts + 1))
        return False
    handed.add(row.id)
    with ledger.write(actor, now, "alert.delivered", row.id) as unit:
        facts.delivered(unit, row.id)
    handed.discard(row.id)
    return True


def _resting(rows: Sequence[MessageRow], now: datetime) -> set[str]:
    """Channels whose last failure is less than `REST` ago; none lies ahead but of a wrong clock."""
    return {
        row.channel
        for row in rows
        if row.retry_at is not None
        and timedelta() <= now - (row.retry_at - wait_after(row.attempts)) < REST
    }


def _new_ones_first(row: MessageRow) -> tuple[int, str]:
    return (row.attempts, row.key)
