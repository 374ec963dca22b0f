"""The channels of this installation: as the settings write them, and the file of our own."""

from __future__ import annotations

from alerts.channels import Channel, channels_from
from alerts.mail import office_recipients
from desk.handle import Desk
from desk.paper_told import SUBSCRIBERS
from desk.settings import Settings
from observations.errors import UserError

REVIEWER, BUREAU = "reviewer", frozenset({"desk", "leader", SUBSCRIBERS})
"""Whom a message names: an office's reviewer, the desk, the leader, subscribers of papers."""


def channels_of(settings: Settings) -> tuple[Channel, ...]:
    """Every channel in the order written, the file last; `UserError` for a wrong address.

    The file needs no network: one JSON line a message in the data folder.
    """
    own = (settings.home.resolve() / "alerts.jsonl").as_uri()
    urls = ",".join(filter(None, (settings.alert_urls, own)))
    return channels_from(urls, settings.alert_allow, settings.alert_recipients)


def require_known_offices(desk: Desk) -> None:
    """`UserError` when recipients are written for an office or a post that there is not."""
    posts = {f"{office}/{REVIEWER}" for office in desk.office_names} | BUREAU
    named = set(office_recipients(desk.settings.alert_recipients))
    unknown = named - posts - set(desk.office_names)
    if unknown:
        raise UserError(
            f"CITYPLAN_ALERT_RECIPIENTS 中的单位编号 {'、'.join(sorted(unknown))} 不在方案中",
            cure="用 cityplan plan show 查看单位编号;岗位写成 单位编号/reviewer、desk 或 leader,"
            "通报订阅人写成 papers",
        )
