"""A5: what somebody wrote in any free field is shown as text on every page that shows it."""

from __future__ import annotations

from datetime import timedelta

from dash import Dash

from desk import disclosing, proposing
from desk.filling import Opened, save_draft
from desk.rule_settings import standings
from desk.views.filling import filling, note_of
from expectations.settings import RuleSetting
from observations.period import ReportingPeriod
from tests.dashboards.test_flat import Reader
from tests.dashboards.town import PASSWORD, Town
from tests.dashboards.visitor import HERE, Visitor, drawn

ATTACK = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
Q3 = ReportingPeriod.parse("2024-Q3")


def require_only_text(visitor: Visitor, path: str) -> None:
    """The attack stands on both forms of the page, and nothing of it is a tag or an attribute."""
    plain = visitor.get(f"/plain{path}")
    assert plain.status_code == 200, path
    _require_harmless(plain.text, path)
    answer = visitor.open(*path.split("?"))
    assert "onerror" in answer.text, path
    for markup in markups(answer.get_json()):
        _require_harmless(markup, path)


def _require_harmless(markup: str, path: str) -> None:
    read = Reader(markup)
    names = [name for name, _value in read.attributes]
    assert "script" not in read.tags and "img" not in read.tags, path
    assert not [name for name in names if name.startswith("on")], path


def markups(node: object) -> list[str]:
    """Everything in an answer that the browser is to take for markup."""
    if isinstance(node, dict):
        own = [text for key, text in node.items() if key == "data-markup"]
        return own + [one for child in node.values() for one in markups(child)]
    if isinstance(node, list):
        return [one for child in node for one in markups(child)]
    return []


def test_the_reason_of_a_disclosure_is_text(bureau: Visitor, town: Town) -> None:
    desk, who = town.desk, town.posts["desk"]
    seen = disclosing.ask(desk, who, Q3, ATTACK)
    require_only_text(bureau, f"/disclosures?period={Q3}")
    disclosing.decline(desk, who, Q3, seen, ATTACK)
    require_only_text(bureau, f"/disclosures?period={Q3}")


def test_the_reason_of_a_change_of_settings_is_text(bureau: Visitor, town: Town) -> None:
    desk, who, today = town.desk, town.posts["desk"], town.desk.today()
    rule = standings(desk)[1].rule.id
    until = today + timedelta(days=30)
    given = RuleSetting(rule, "", "default", today, until, ATTACK, who.post)
    key = proposing.ask_rule(desk, who, given)
    require_only_text(bureau, "/settings")
    proposing.decline(desk, who, key, ATTACK)
    require_only_text(bureau, "/settings")


def test_a_draft_s_words_are_text(site: Dash, town: Town) -> None:
    post = town.posts[f"clerk:{town.other}"]
    period = ReportingPeriod.parse("2023")
    note = note_of(filling(town.desk, post, town.other, period).rows[0].value)
    save_draft(town.desk, post, Opened(town.other, period, 0, {}), {note: ATTACK})
    require_only_text(Visitor(site).log_in(post.post), f"/reporting/{town.other}/{period}/fill")


def test_what_a_browser_and_a_proxy_say_of_themselves_is_text(site: Dash, town: Town) -> None:
    form = {"post": town.posts["second"].post, "password": PASSWORD}
    visitor = Visitor(site)
    assert visitor.post("/login", form, {**HERE, "User-Agent": ATTACK}).status_code == 303
    assert "onerror" not in drawn(visitor, "/account")  # a browser is told in words of ours
    headers = {**HERE, "X-Forwarded-For": ATTACK}
    assert visitor.post("/login", form, headers).status_code == 303
    require_only_text(visitor, "/account")
