"""Telling what must be known: the configured channels and the file that needs no network."""

from __future__ import annotations

from alerts.channels import channels_from
from alerts.deliver import deliver
from desk.handle import Desk
from observations.identity import SYSTEM


def deliver_alerts(desk: Desk) -> int:
    """Send what is pending to every channel; how many messages were delivered."""
    urls = ",".join(filter(None, (desk.settings.alert_urls, _file_channel(desk))))
    channels = channels_from(urls, desk.settings.alert_allow)
    return deliver(desk.ledger, channels, SYSTEM, desk.now()).sent


def _file_channel(desk: Desk) -> str:
    """The channel that needs no network: one JSON line a message in the data folder."""
    return (desk.settings.home.resolve() / "alerts.jsonl").as_uri()
