"""An opinion in a real browser: a wrong form says so, keeps what was typed; then it is judged."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.dashboards.browsing import LAPTOP, NEEDS_CHROMIUM, PHONE, settle, visit
from tests.dashboards.looking import severe
from tests.dashboards.town import Town

pytestmark = NEEDS_CHROMIUM

NAME, PHONE_NUMBER = "某甲某", "1" + "3900000001"
TEXT = f"我是{NAME},电话{PHONE_NUMBER}。小区缺分类垃圾桶。"


def test_an_opinion_is_registered_refused_in_words_and_judged_without_the_person(
    browser: Browser, address: str, town: Town
) -> None:
    page, _ = visit(browser, address, town.posts["desk"].post, LAPTOP, at="/opinions")
    page.locator(".case-openings summary", has_text="登记一条意见").click()
    form = page.get_by_role("group", name="登记一条意见")
    form.get_by_label("姓名").fill(NAME)
    form.get_by_label("联系方式").fill(PHONE_NUMBER)
    form.get_by_label("意见原文").fill(TEXT)
    form.get_by_role("button", name="收件", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("渠道空着")
    expect(form.get_by_label("意见原文")).to_have_value(TEXT)
    form.get_by_label("渠道").select_option(label="网站")
    form.get_by_role("button", name="收件", exact=True).click()
    expect(page.locator("#said")).to_contain_text("已收：YJ-")
    settle(page)
    page.locator(".cases-page td a", has_text="YJ-").first.click()
    settle(page)
    expect(page.locator(".case-page")).to_contain_text("建议归第12类")
    seen = page.locator(".case-page").inner_text()
    assert NAME not in seen and PHONE_NUMBER not in seen
    form = page.get_by_role("group", name="审查")
    form.get_by_label("有效").select_option(label="有效")
    form.get_by_label("转办件或转阅件").select_option(label="转办件")
    form.get_by_label("是否公开").select_option(label="是")
    form.get_by_label("摘编标题").fill("增设分类垃圾桶")
    form.get_by_label("摘编内容").fill(f"请回电 {PHONE_NUMBER}")
    form.get_by_role("button", name="确认", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("“摘编内容”里有手机号码")
    form.get_by_label("摘编内容").fill("小区缺少分类垃圾桶,建议增设。")
    form.get_by_role("button", name="确认", exact=True).click()
    expect(page.locator("#said")).to_contain_text("待交办")
    settle(page)
    page.locator(".case-openings summary", has_text="查看原文和联系方式").click()
    form = page.get_by_role("group", name="查看原文和联系方式")
    form.get_by_role("button", name="查看", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("没有写查看的理由")
    form.get_by_label("为什么看").fill("电话回访")
    form.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("#said")).to_contain_text(PHONE_NUMBER)
    settle(page)
    assert severe(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.goto(f"{address}/opinions?stage=to-hand")
    settle(page)
    expect(page.locator(".case-tabs .primary")).to_have_text("待交办 1")
