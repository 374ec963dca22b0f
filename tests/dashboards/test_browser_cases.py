"""A case's whole way in a real browser: signed, answered with a file, closed; two tabs at once."""

from __future__ import annotations

from playwright.sync_api import Browser, FilePayload, Page, expect

from desk import views
from tests.dashboards.browsing import LAPTOP, NEEDS_CHROMIUM, PHONE, settle, visit
from tests.dashboards.looking import severe
from tests.dashboards.town import Town

pytestmark = NEEDS_CHROMIUM

SCAN = b"%PDF-1.7\nscan"
TITLE = "背街小巷照明"


def pdf(size: int = 0) -> FilePayload:
    """A scan, filled up to `size` bytes."""
    return {"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": SCAN.ljust(size, b" ")}


def step(page: Page, name: str, **said: str) -> None:
    """Open the form of a step, fill in its fields by label, and send it."""
    page.locator(".case-steps summary", has_text=name).first.click()
    form = page.get_by_role("group", name=name)
    for label, text in said.items():
        form.get_by_label(label).fill(text)
    form.get_by_role("button", name=name, exact=True).click()


def kept(page: Page, name: str) -> None:
    expect(page.locator("#said")).to_contain_text(f"已记入：{name}")
    settle(page)


def opened(page: Page, town: Town) -> str:
    """The leader gives an instruction on the list's page; the address of the new case."""
    page.locator(".case-openings summary", has_text="交办领导批示").click()
    form = page.get_by_role("group", name="交办领导批示")
    name = town.desk.office_names[town.office]
    form.get_by_label("事项名称").fill(TITLE)
    form.get_by_label("批示内容").fill("限期修复")
    form.get_by_role("button", name="交办", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("没有填写承办单位")
    expect(form.get_by_label("批示内容")).to_have_value("限期修复")
    form.get_by_label("承办单位").select_option(label=name)
    form.get_by_label("事由").fill("群众反映集中")
    form.get_by_label("批示领导岗位").fill("领导小组岗")
    form.get_by_role("button", name="交办", exact=True).click()
    expect(page.locator("#said")).to_contain_text("已交办")
    settle(page)
    link = page.locator(".cases-page td a", has_text=TITLE)
    return link.get_attribute("href") or ""


def test_a_case_is_given_signed_answered_verified_and_closed_and_a_stale_tab_is_refused(
    browser: Browser, address: str, town: Town
) -> None:
    leader, watch = visit(browser, address, town.posts["leader"].post, LAPTOP, at="/cases")
    where = opened(leader, town)
    assert severe(leader) == []
    clerk, clerk_watch = visit(
        browser, address, town.posts[f"clerk:{town.office}"].post, PHONE, at=where
    )
    bureau, bureau_watch = visit(browser, address, town.posts["desk"].post, LAPTOP, at=where)
    stale = bureau.context.new_page()
    stale.goto(where)
    settle(stale)

    step(clerk, "签收")
    kept(clerk, "签收")
    step(clerk, "回复", 办理情况="已补装 12 盏,夜查无缺亮")
    form = clerk.get_by_role("group", name="回复")
    expect(form.get_by_role("alert")).to_contain_text("须附证据")
    expect(form.get_by_label("办理情况")).to_have_value("已补装 12 盏,夜查无缺亮")
    form.locator("input[type=file]").set_input_files(pdf(6 * 1024 * 1024))
    expect(form.locator(".case-picked")).to_contain_text("文件超过 5 MB")
    form.locator("input[type=file]").set_input_files(pdf())
    expect(form.locator(".case-picked")).to_have_text("验收单.pdf")
    form.get_by_role("button", name="回复", exact=True).click()
    kept(clerk, "回复")
    assert severe(clerk) == []
    assert clerk.evaluate("document.documentElement.scrollWidth") <= PHONE[0]

    step(stale, "办理", 办理进展="请尽快签收")
    told = stale.get_by_role("group", name="办理").get_by_role("alert")
    expect(told).to_contain_text("打开之后另有人办过：回复")
    expect(told).to_contain_text(town.posts[f"clerk:{town.office}"].post)
    field = stale.get_by_role("group", name="办理").get_by_label("办理进展")
    expect(field).to_have_value("请尽快签收")

    bureau.reload()
    settle(bureau)
    assert bureau_watch.complaints == []
    with bureau.expect_download() as started:
        bureau.get_by_role("link", name="验收单.pdf").click()
    assert started.value.path().read_bytes() == SCAN
    bureau_watch.complaints.clear()  # a download is a request given up
    step(bureau, "核验", 核验意见="现场属实", 证据="核查记录 3 号")
    kept(bureau, "核验")
    step(bureau, "销号", 销号理由="已办结")
    kept(bureau, "销号")
    expect(bureau.get_by_text("已办结").first).to_be_visible()
    (row,) = (one for one in views.cases(town.desk, town.posts["desk"]) if one.title == TITLE)
    assert (row.standing, row.steps) == ("已销号", 5)
    for page, seen in ((leader, watch), (clerk, clerk_watch), (bureau, bureau_watch)):
        assert seen.complaints == []
        page.context.close()
