"""Channels that take nothing any more: the desk's matter until they do."""

from __future__ import annotations

from collections.abc import Sequence

from desk.alert_life import ours
from desk.channels import channels_of
from desk.handle import Desk
from ledger import alert_log, facts
from ledger.alert_log import AlertState, NewAlert, Taken
from ledger.facts import AlertFact
from ledger.unit import Reading, Unit

MANY_ATTEMPTS = 5
"""Failures of one message after which its channel is the desk's matter."""
_LINES = ("多次发送未成;消息保留,恢复后补发,其他通道不受影响。",)
_CHANNEL = "channel:"


def silent_channels(desk: Desk, reading: Reading) -> frozenset[str]:
    """Channels in use with a message that failed again and again.

    What still waits for one that is no longer in the settings waits for nobody.
    """
    used = {channel.name for channel in channels_of(desk.settings)}
    rows = facts.waiting(reading)
    return frozenset(used.intersection(r.channel for r in rows if r.attempts >= MANY_ATTEMPTS))


def changes(open_: Sequence[AlertState], silent: frozenset[str]) -> bool:
    """True when a channel fell silent, or came back, since the alerts that are open."""
    return _known(open_).keys() != silent


def tend(desk: Desk, unit: Unit, open_: Sequence[AlertState]) -> None:
    """Open an alert for a channel that fell silent; close it once nothing of it fails.

    Or once it is no longer used: the new one has a name, and messages, of its own.
    """
    silent, known = silent_channels(desk, unit.reading()), _known(open_)
    used = {channel.name for channel in channels_of(desk.settings)}
    back = [
        Taken(known[name], "closed", "通道已恢复" if name in used else "通道已不再使用")
        for name in sorted(known.keys() - silent)
    ]
    alert_log.take_steps(unit, back)
    for name in sorted(silent - known.keys()):
        subject, title = f"{_CHANNEL}{name}", f"预警通道不通:{name}"
        new = ours(desk, "system", subject, title=title, lines=_LINES)
        (alert,) = alert_log.open_alerts(unit, [new])
        stored = facts.store(unit, [_fact(new, alert)])
        alert_log.stand_behind(unit, [(alert, fact) for fact in stored])


def _known(open_: Sequence[AlertState]) -> dict[str, str]:
    """Open alerts about channels, by the channel's name."""
    mine = [one for one in open_ if one.alert.subject.startswith(_CHANNEL)]
    return {one.alert.subject.removeprefix(_CHANNEL): one.id for one in mine}


def _fact(new: NewAlert, alert: str) -> AlertFact:
    return AlertFact("system", new.subject, alert, new.severity, {**new.body, "title": new.title})
