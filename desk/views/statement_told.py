"""The 数据质量说明 in sentences for whoever asks now, limited to what the actor may see."""

from __future__ import annotations

from briefings.paper import Span, text_of
from briefings.quality_english import Told, told_in_english
from briefings.quality_words import Teller, told
from desk.handle import Desk
from desk.rates import names_ever
from desk.views.statement import statement_of
from observations.identity import Actor
from observations.period import ReportingPeriod


def statement_told(
    desk: Desk, actor: Actor, period: ReportingPeriod, *, english: bool = False
) -> Told:
    """What the annex of a paper issued now would say in sentences of the actor's offices.

    In English names stay as they are: no paper is issued so.
    """
    with desk.ledger.read() as reading:
        facts = statement_of(desk, reading, period, actor.covers)
        names = names_ever(desk, reading)
    indicators = {one.key: one.name for one in desk.plan.indicators}
    teller = Teller(
        office=lambda key: names.get(key, key),
        indicator=lambda key: indicators.get(key, key),
        calendar=desk.calendar,
        dated=desk.today(),
        cite=lambda _what, text, _how: Span(text),
    )
    if english:
        return told_in_english(teller, facts)
    return tuple(
        (title, tuple(text_of(line) for line in lines)) for title, lines in told(teller, facts)
    )
