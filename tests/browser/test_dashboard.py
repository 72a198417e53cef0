from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from warehouse import reports
from warehouse.access import Scope
from warehouse.reports import UsageFilter
from warehouse.settings import Settings

pytestmark = pytest.mark.browser


def requests_of(page: Page) -> str:
    """The first figure of the headline, when the page has settled."""
    page.wait_for_function("document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'")
    return page.get_by_test_id("stMetric").first.get_by_test_id("stMetricValue").inner_text()


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_view_travels_by_its_address(dashboard: str, page: Page, browser: Browser) -> None:
    page.goto(f"{dashboard}/?client=acme&by=Endpoint")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("8")

    page.get_by_role("radio", name="Last 30 days").or_(page.get_by_role("button", name="Last 30 days")).first.click()
    expect(page.get_by_test_id("stMetric").first).to_contain_text("11")
    assert query_of(page) == {"client": ["acme"], "by": ["Endpoint"], "period": ["Last 30 days"]}

    elsewhere = browser.new_page()
    elsewhere.goto(page.url)
    expect(elsewhere.get_by_test_id("stMetric").first).to_contain_text("11")
    expect(elsewhere.get_by_text("By endpoint")).to_be_visible()
    elsewhere.close()


def test_the_download_is_the_report_to_the_byte(dashboard: str, page: Page, world: Settings, tmp_path: Path) -> None:
    page.goto(f"{dashboard}/?outcome=Success&by=Client")
    with page.expect_download() as coming:
        page.get_by_role("button", name="CSV", exact=True).click()
    coming.value.save_as(tmp_path / "download.csv")

    columns = ("requests", "success_rate", "client_errors", "server_errors", "response_bytes", "latency_p95_ms")
    asked = UsageFilter(
        date(2026, 3, 8),
        date(2026, 3, 14),
        by=("client",),
        measures=(*columns, "unique_users"),
        where={"outcome": ("success",)},
    )
    report = reports.run(Scope.operator(), asked, world)
    assert coming.value.suggested_filename == "usage_by_client_2026-03-08_2026-03-14.csv"
    assert (tmp_path / "download.csv").read_bytes() == reports.render(report, "csv")
    assert str(report.frame["requests"].sum()) == requests_of(page)


def test_a_tick_in_the_table_keeps_only_that_row(dashboard: str, page: Page) -> None:
    page.goto(f"{dashboard}/?by=Client")
    table = page.get_by_test_id("stDataFrame").locator(".dvn-scroller")
    table.wait_for()
    # The table is drawn on a canvas: its first column holds the ticks, its second row globex.
    table.click(position={"x": 16, "y": 35 + 35 + 17})

    expect(page.get_by_test_id("stMetric").first).to_contain_text("2")
    assert query_of(page)["client"] == ["globex"]


def test_filters_are_still_there_after_a_look_at_the_other_page(dashboard: str, page: Page) -> None:
    page.goto(f"{dashboard}/?client=globex")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("2")
    page.get_by_role("link", name="Data health").click()
    expect(page.get_by_text("Held loads do not count")).to_be_visible()
    page.get_by_role("link", name="Usage").click()

    expect(page.get_by_test_id("stMetric").first).to_contain_text("Requests2")
    assert query_of(page)["client"] == ["globex"]


@pytest.mark.parametrize("path", ["/", "/data_health"])
def test_a_page_asks_nobody_but_its_own_server(dashboard: str, page: Page, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{dashboard}{path}")
    requests_of(page)

    assert asked
    assert [url for url in asked if not url.startswith((dashboard, "data:", "blob:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_show_every_part_of_the_page(dashboard: str, browser: Browser, scheme: str) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(dashboard)
    expect(page.get_by_test_id("stMetric")).to_have_count(5)
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").locator("canvas").first).to_be_visible()
    ground = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 29)"}[scheme]
    page.close()


def test_rights_travel_by_their_address(dashboard: str, page: Page, browser: Browser) -> None:
    page.goto(f"{dashboard}/rights?at=2026-03-15")
    expect(page.get_by_test_id("stMetric").last).to_contain_text("2")
    page.get_by_role("radio", name="Combined").or_(page.get_by_role("button", name="Combined")).first.click()
    expect(page.get_by_test_id("stMetric").last).to_contain_text("1")
    assert query_of(page) == {"at": ["2026-03-15"], "view": ["Combined"]}

    elsewhere = browser.new_page()
    elsewhere.goto(page.url)
    expect(elsewhere.get_by_test_id("stMetric").last).to_contain_text("1")
    expect(elsewhere.get_by_label("At", exact=True)).to_have_value("2026-03-15")
    elsewhere.close()
