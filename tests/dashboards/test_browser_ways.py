"""Ways that several posts walk together in a real browser: each does its own step, in its turn."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Browser, Locator, Page, expect

from dashboards.components.punctuation import spoken
from desk import proposing
from desk.deputies import name_deputy
from desk.rule_settings import standings
from expectations.settings import RuleSetting
from ledger.deputies import Leave
from tests.dashboards.browsing import LAPTOP, NEEDS_CHROMIUM, Judging, settle, visit
from tests.dashboards.town import ADMIN, Town

pytestmark = NEEDS_CHROMIUM

PERIOD = "2024-Q2"
FIRST, LAST = date(2024, 10, 1), date(2024, 10, 31)
SOON, LATER = date(2024, 11, 1), date(2024, 12, 31)


def row_of(page: Page, text: str) -> Locator:
    """The row that says `text` and has a button."""
    return page.locator("tr", has_text=text).filter(has=page.get_by_role("button")).first


def test_a_withdrawal_is_reviewed_by_a_deputy_sent_back_and_its_report_handed_in_unchanged(
    browser: Browser, address: str, town: Town
) -> None:
    office, name = town.other, town.desk.office_names[town.other]
    report = f"/reporting/{office}/{PERIOD}"
    away, deputy = town.posts[f"reviewer:{office}"].post, town.posts[f"reviewer:{town.office}"].post
    name_deputy(town.desk, ADMIN, Leave(away, deputy, FIRST, LAST, "年休假"))

    clerk, _ = visit(
        browser, address, town.posts[f"clerk:{office}"].post, LAPTOP, at=f"{report}/values"
    )
    clerk.get_by_role("link", name="撤回", exact=True).click()
    form = clerk.get_by_role("group", name="撤回")
    form.get_by_label("撤回理由").fill("水表故障,数据作废")
    form.get_by_role("button", name="提交撤回").click()
    expect(clerk.locator(".receipt-number")).to_be_visible()
    with Judging(town):
        expect(clerk.locator(".receipt-verdict")).to_contain_text("已公布的值在撤回审定之前不变")

    page, watch = visit(browser, address, deputy, LAPTOP, at="/reporting")
    row = row_of(page, name)
    expect(row).to_contain_text(spoken("撤回:水表故障,数据作废"))
    row.get_by_role("button", name="审核通过").click()
    expect(page.locator("#said")).to_contain_text("已审核")
    page.locator(f"a[href='{report}']").first.click()
    page.wait_for_url(f"**{report}")
    said = page.get_by_text(spoken(f"{deputy}(代{away})"))
    expect(said).to_have_count(2)  # among the approvals and in the trail
    assert watch.complaints == []
    page.context.close()

    bureau, watch = visit(browser, address, town.posts["desk"].post, LAPTOP, at="/reporting")
    row = row_of(bureau, name)
    row.get_by_role("textbox").fill("请附故障报告")
    row.get_by_role("button", name="退回").click()
    expect(bureau.locator("#said")).to_contain_text("已退回")
    settle(bureau)

    clerk.goto(report)
    settle(clerk)
    expect(clerk.get_by_text("请附故障报告").first).to_be_visible()
    clerk.get_by_text("原样重报").first.click()
    again = clerk.get_by_role("group", name="原样重报")
    again.get_by_label("核对依据").fill("故障报告已附为佐证")
    again.get_by_role("button", name="原样重报").click()
    expect(clerk.locator("#said")).to_contain_text("已原样重报")
    expect(clerk.locator("tr", has_text="待本单位审核").first).to_contain_text("故障报告已附为佐证")
    clerk.context.close()

    bureau.get_by_role("link", name="预警", exact=True).first.click()
    bureau.wait_for_url("**/alerts")
    alert = row_of(bureau, "报送被退回")
    alert.get_by_role("button", name="关闭").click()
    expect(bureau.locator("#said")).to_contain_text("请先写明理由")
    alert.get_by_role("textbox").fill("已与单位当面核对")
    alert.get_by_role("button", name="关闭").click()
    expect(bureau.locator("#said")).to_contain_text("预警已关闭")
    expect(bureau.locator("tr", has_text="报送被退回").first).to_contain_text("已关闭")
    settle(bureau)
    assert watch.complaints == []
    bureau.context.close()


def test_a_second_post_lets_one_change_of_a_rule_in_and_declines_another(
    browser: Browser, address: str, town: Town
) -> None:
    first, second, *_ = [one.rule.id for one in standings(town.desk)]
    asker = town.posts["desk"]
    for rule in (first, second):
        given = RuleSetting(rule, "", "default", SOON, LATER, "试行期间波动正常", asker.post)
        proposing.ask_rule(town.desk, asker, given)
    own, _ = visit(browser, address, asker.post, LAPTOP, at="/settings")
    expect(own.get_by_text("撤回", exact=True).first).to_be_visible()
    expect(own.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    own.context.close()

    page, watch = visit(browser, address, town.posts["second"].post, LAPTOP, at="/settings")
    row = page.locator("tr", has_text=f"质量规则 {first}").first
    row.locator("summary").click()
    row.get_by_role("button", name="批准", exact=True).click()
    expect(page.locator("#said")).to_contain_text("已批准并生效")
    expect(page.get_by_text("办理记录1条")).to_be_visible()
    settle(page)
    row = page.locator("tr", has_text=f"质量规则 {second}").first
    row.locator("summary").click()
    row.get_by_role("button", name="确认不批准").click()
    expect(row.get_by_role("alert")).to_contain_text("没有填写理由")
    row.get_by_label("理由").fill("规则继续执行")
    row.get_by_role("button", name="确认不批准").click()
    expect(page.locator("#said")).to_contain_text("已不予批准")
    expect(page.get_by_text("没有待批准的改动")).to_be_visible()
    assert watch.complaints == []
    page.context.close()
