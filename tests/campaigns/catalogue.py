"""All campaigns by name. A new one is a line here."""

from __future__ import annotations

from collections.abc import Mapping

from tests.campaigns import looks, marked, mutations, soak, stack
from tests.campaigns.believing import campaign as believing
from tests.campaigns.cases import campaign as cases
from tests.campaigns.faults import (
    clocks,
    connections,
    deliveries,
    disks,
    kills,
    leases,
    operations,
    upgrades,
)
from tests.campaigns.files import attacks, cut, fuzz
from tests.campaigns.papers import campaign as papers
from tests.campaigns.runner import Campaign
from tests.campaigns.telling.campaign import CAMPAIGN as TELLING

_ALL: tuple[Campaign, ...] = (
    kills.CAMPAIGN,
    clocks.CAMPAIGN,
    connections.CAMPAIGN,
    deliveries.CAMPAIGN,
    disks.CAMPAIGN,
    leases.CAMPAIGN,
    operations.CAMPAIGN,
    upgrades.CAMPAIGN,
    stack.CAMPAIGN,
    soak.CAMPAIGN,
    cut.CUT,
    cut.GROWING,
    fuzz.CAMPAIGN,
    attacks.CAMPAIGN,
    believing.CAMPAIGN,
    mutations.CAMPAIGN,
    marked.CAMPAIGN,
    looks.CAMPAIGN,
    TELLING,
    papers.CAMPAIGN,
    cases.CAMPAIGN,
)

CAMPAIGNS: Mapping[str, Campaign] = {one.name: one for one in _ALL}
