"""关账, 代理 and 就地更正 in a real browser: by keyboard, with labels, in place, on a phone."""

from __future__ import annotations

from playwright.sync_api import Browser, Dialog, Page, expect

from desk import views
from desk.closing import closed_periods
from observations.period import ReportingPeriod
from tests.dashboards.browsing import LAPTOP, NEEDS_CHROMIUM, PHONE, Judging, settle, visit
from tests.dashboards.town import Town

pytestmark = NEEDS_CHROMIUM

PERIOD = ReportingPeriod.parse("2024-Q1")
OUTSIDE = (
    "[...document.querySelectorAll('#page input, #page select, #page button, nav a')]"
    ".filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth).length"
)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is focused is called `name`."""
    for _ in range(80):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(() => { const e = document.activeElement; "
            "return (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText) || ''; })()"
        )
        if told.strip().startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


def test_a_period_is_closed_an_office_let_in_and_the_period_opened_again_by_keyboard_alone(
    browser: Browser, address: str, town: Town
) -> None:
    page, watch = visit(browser, address, town.posts["desk"].post, LAPTOP)
    page.locator("summary", has_text="更多").press("Enter")
    page.get_by_role("link", name="关账", exact=True).press("Enter")
    page.wait_for_url("**/closing")
    settle(page)
    row = page.locator("tr", has_text="2024年第一季度").first
    row.locator("summary").press("Enter")
    tab_to(page, "关账理由")
    tab_to(page, "关账2024年第一季度")
    page.keyboard.press("Enter")
    expect(row.get_by_role("alert")).to_contain_text("没有填写关账理由")
    row.get_by_label("关账理由").fill("季报已汇总上报")
    tab_to(page, "关账2024年第一季度")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("2024年第一季度已关账")
    expect(row).to_contain_text("季报已汇总上报")
    expect(row).to_contain_text(town.posts["desk"].post)

    form = page.get_by_role("group", name="准许例外")
    form.get_by_label("单位", exact=True).select_option(town.office)
    form.get_by_label("理由").fill("核查后更正漏损水量")
    form.get_by_role("button", name="准许例外").press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("没有填写申请岗位")
    expect(form.get_by_label("理由")).to_have_value("核查后更正漏损水量")
    form.get_by_label("申请岗位").select_option(town.posts[f"clerk:{town.office}"].post)
    form.get_by_role("button", name="准许例外").press("Enter")
    expect(page.locator("#said")).to_contain_text("已准许")
    (shut,) = closed_periods(town.desk)
    assert [one.office for one in shut.exceptions] == [town.office]
    expect(page.locator(".right tr", has_text="核查后更正漏损水量").first).to_be_visible()

    row.locator("summary").press("Enter")
    row.get_by_label("重开理由").fill("漏报一张表")
    row.get_by_role("button", name="重开").press("Enter")
    expect(page.locator("#said")).to_contain_text("已重开")
    assert closed_periods(town.desk) == ()
    assert watch.complaints == []
    page.context.close()


def test_a_deputy_is_named_and_ended_on_the_page(
    browser: Browser, address: str, town: Town
) -> None:
    page, watch = visit(browser, address, town.posts["admin"].post, LAPTOP)
    page.locator("summary", has_text="更多").click()
    page.get_by_role("link", name="代理", exact=True).click()
    form = page.get_by_role("group", name="指定代理")
    form.get_by_label("离岗岗位").select_option(town.posts[f"reviewer:{town.other}"].post)
    form.get_by_label("代理岗位").select_option(town.posts["second"].post)
    form.get_by_label("结束日期").fill("2024-10-31")
    form.get_by_label("原因").fill("年休假")
    form.get_by_role("button", name="指定代理").click()
    expect(page.locator("#said")).to_contain_text("已指定")
    row = page.locator("tr", has_text="年休假").first
    expect(row).to_contain_text("2024-10-20 至 2024-10-31")
    row.locator("summary").click()
    row.get_by_role("button", name="结束代理").click()
    expect(page.locator("#said")).to_contain_text("不再代理")
    expect(page.get_by_text("没有在用的代理")).to_be_visible()
    assert watch.complaints == []
    page.context.close()


def test_a_value_is_corrected_in_place_and_the_old_and_the_new_one_stand_in_the_answer(
    browser: Browser, address: str, town: Town
) -> None:
    value = next(
        one
        for one in views.standing(town.desk, town.posts["desk"], town.office, PERIOD).values
        if one.row.computed and one.indicator.kind == "rate"
    )
    clerk, report = town.posts[f"clerk:{town.office}"].post, f"/reporting/{town.office}/{PERIOD}"
    page, watch = visit(browser, address, clerk, LAPTOP, at=report)
    page.get_by_role("link", name="更正或撤回数值").click()
    page.wait_for_url("**/values")
    form = page.get_by_role("group", name="更正数值")
    row = form.locator("tr", has_text=value.indicator.name).first
    row.locator("summary").press("Enter")
    field = row.get_by_role("textbox").first
    expect(field).to_be_visible()
    old = value.parts[0].text
    field.fill("很多")
    form.get_by_label("更正理由").fill("分子按台账核对更正")
    form.get_by_role("button", name="提交更正").click()
    expect(form.get_by_role("alert")).to_contain_text("不是数")
    field.fill(f"{float(old) * 0.97:.1f}")
    form.get_by_role("button", name="提交更正").click()
    expect(form.locator(".receipt-number")).to_be_visible()
    with Judging(town):
        expect(form.locator(".receipt-verdict")).to_contain_text("受理 1 个数值")
    changed = form.locator(".since tr", has_text=value.indicator.name)
    expect(changed).to_contain_text(value.shown)
    now = next(
        one
        for one in views.standing(town.desk, town.posts["desk"], town.office, PERIOD).values
        if one.key == value.key
    )
    assert now.shown != value.shown
    expect(changed).to_contain_text(now.shown)
    page.get_by_role("link", name="继续更正").click()
    expect(page.locator("tr", has_text=value.indicator.name).first).to_contain_text(now.shown)
    assert watch.complaints == []
    page.context.close()


def test_on_a_phone_no_form_runs_off_the_side(browser: Browser, address: str, town: Town) -> None:
    report = f"/reporting/{town.office}/2024-Q3"
    pages = {"desk": ("/closing", f"{report}/values", report), "admin": ("/deputies",)}
    for post, paths in pages.items():
        page, _ = visit(browser, address, town.posts[post].post, PHONE, at=paths[0])
        for path in paths:
            if path != paths[0]:
                page.goto(path)
                settle(page)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path
            assert page.evaluate(OUTSIDE) == 0, path
        page.context.close()


def test_what_was_typed_in_a_form_is_a_draft_when_a_link_is_followed_and_no_draft_once_handed_in(
    browser: Browser, address: str, town: Town
) -> None:
    fill = f"/reporting/{town.office}/2023/fill"
    clerk = town.posts[f"clerk:{town.office}"].post
    page, watch = visit(browser, address, clerk, LAPTOP, at=fill)
    field = page.locator(".filling input[inputmode=decimal]").first
    field.fill("12")
    page.get_by_role("link", name="返回报送").click()
    page.wait_for_url(f"**/reporting/{town.office}/2023")
    expect(page.locator("#said")).to_contain_text("草稿已保存")
    expect(page.locator(".filling")).to_have_count(0)  # the page is there, not its address alone
    page.go_back()
    expect(field).to_have_value("12")
    field.fill("13")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.reload(), 0)")
    expect(field).to_have_value("13")
    assert asked == ["beforeunload"]
    expect(page.locator(".fill-draft")).to_be_visible()
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator(".receipt-number")).to_be_visible()
    expect(page.locator(".fill-draft, #nil")).to_have_count(0)
    assert watch.complaints == []
    page.context.close()
