"""The page Billing in a real browser: what is drawn on a canvas, what is downloaded, what stands in the address."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from warehouse import reports
from warehouse.access import Scope
from warehouse.reports import book
from warehouse.settings import Settings

pytestmark = pytest.mark.browser
ROW = 35


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def click(table: Locator, row: int, right: float) -> None:
    """Tables are drawn on a canvas: clicks on a row, so far from the left, of 1."""
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    table.click(position={"x": box["width"] * right, "y": ROW * row + ROW / 2 + 2})


def test_from_a_month_to_the_reason_of_a_line_and_back_by_the_address(
    dashboard: str, page: Page, world: Settings, tmp_path: Path
) -> None:
    page.goto(f"{dashboard}/billing")
    expect(page.get_by_text("Usage so far, EUR")).to_be_visible()
    page.get_by_role("combobox", name="Month").click()
    page.get_by_role("option", name="2026-02").click()
    expect(page.get_by_text("Invoices of 2026-02")).to_be_visible()
    assert query_of(page) == {"month": ["2026-02"]}

    click(page.get_by_test_id("stDataFrame").first.locator(".dvn-scroller"), 1, 0.9)
    expect(page.get_by_text("Lines of invoice 3")).to_be_visible()
    assert query_of(page) == {"month": ["2026-02"], "invoice": ["3"]}
    with page.expect_download() as coming:
        page.locator(".st-key-invoice_3_xlsx").get_by_role("button").click()
    coming.value.save_as(tmp_path / "download.xlsx")
    assert coming.value.suggested_filename == "invoice_3.xlsx"
    assert (tmp_path / "download.xlsx").read_bytes() == reports.render(
        book.invoice_lines(Scope.operator(), 3, world), "xlsx"
    )

    page.goto(f"{page.url}&line=4")
    expect(page.get_by_text("Why line 3-4 has its amount")).to_be_visible()
    page.get_by_role("combobox", name="Payer").click()
    page.get_by_role("option", name="bolt").click()
    expect(page.get_by_text("Lines of invoice 3")).not_to_be_visible()
    assert query_of(page) == {"month": ["2026-02"], "payer": ["bolt"]}


def test_an_amount_is_asked_why_by_its_button(dashboard: str, page: Page) -> None:
    page.goto(f"{dashboard}/billing?month=2026-02&invoice=4")
    expect(page.get_by_text("Lines of invoice 4")).to_be_visible()
    lines = page.get_by_test_id("stDataFrame").nth(1).locator(".dvn-scroller")
    lines.wait_for()
    for right in (0.26, 0.29, 0.32):
        click(lines, 1, right)
        if page.get_by_text("Why line 4-1 has its amount").is_visible():
            break
    expect(page.get_by_text("Why line 4-1 has its amount")).to_be_visible()
    assert query_of(page)["line"] == ["1"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_show_every_part_of_the_page_and_ask_nobody_else(
    dashboard: str, browser: Browser, scheme: str
) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{dashboard}/billing?month=2026-02&invoice=3&line=1")
    expect(page.get_by_test_id("stMetric")).to_have_count(2)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(5)
    for part in ("Closed by force", "Lines of invoice 3", "Why line 3-1 has its amount", "Not billed", "All months"):
        expect(page.get_by_text(part).first).to_be_visible()
    assert [url for url in asked if not url.startswith((dashboard, "data:", "blob:"))] == []
    page.close()
