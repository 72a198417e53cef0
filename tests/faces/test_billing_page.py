"""The page Billing shows the reports of the command line, to the cent, and every choice stands in its address."""

import io
import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from meterhouse.cli import typer_app
from tests.faces.house import WHY
from tests.rating.books import Books
from tests.streamlit_app.conftest import Open
from warehouse.settings import Settings


@pytest.fixture(autouse=True)
def _house(house: Books, use: Callable[[Settings], None]) -> None:
    use(house.settings)


def reported(*words: str) -> pl.DataFrame:
    """What `meterhouse report` says, read from its CSV."""
    result = CliRunner().invoke(typer_app, ["report", *words, "--format", "csv"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return pl.read_csv(io.StringIO(result.stdout), infer_schema_length=None)


def table(app: AppTest, *names: str) -> list[dict[str, Any]]:
    """The rows of the first table that has these columns."""
    frames = (pl.from_pandas(element.value) for element in app.dataframe)
    return next(frame for frame in frames if set(names) <= set(frame.columns)).to_dicts()


def cents(rows: list[dict[str, Any]], name: str) -> list[int]:
    return [round(row[name] * 100) for row in rows]


def texts(app: AppTest) -> str:
    parts = (*app.markdown, *app.caption, *app.info, *app.success, *app.warning, *app.error, *app.subheader)
    return " ".join(str(element.value) for element in parts)


def figures(app: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in app.metric}


def test_without_a_choice_the_running_month_is_shown_as_a_draft(open_page: Open) -> None:
    app = open_page("billing")

    assert "**2026-03** is open: every amount is a draft" in texts(app)
    assert figures(app) == {
        "Usage so far, EUR": ("10.00", "18.60 at the month's end"),
        "Usage so far, USD": ("6.50", "35.16 at the month's end"),
    }
    known = table(app, "resource_cents")
    assert [(row["payer_id"], row["currency"]) for row in known] == [("acme", "EUR"), ("bolt", "EUR"), ("usa", "USD")]
    assert cents(known, "known_cents") == reported("known", "2026-03")["known_cents"].to_list() == [1000, 2000, 650]
    draft, told = table(app, "projected_cents"), reported("draft", "--month", "2026-03")
    assert cents(draft, "projected_cents") == told["projected_cents"].to_list()
    assert dict(zip([row["price"] for row in draft], cents(draft, "projected_cents"), strict=True)) == {
        "fee": 1000, "calls": 860, "us fee": 500, "us calls": 3016,
    }  # fmt: skip
    assert "As of 2026-03-02 13:00 UTC" in texts(app)
    assert "Times are UTC." in texts(app)


def test_a_closed_month_shows_its_invoices_and_what_is_known_now(open_page: Open) -> None:
    app = open_page("billing", month="2026-02")

    assert figures(app) == {
        "Invoiced, EUR": ("43.50", "2 invoices, 5 lines, 1 of them adjustments"),
        "Invoiced, USD": ("8.00", "1 invoice, 2 lines, 0 of them adjustments"),
    }
    invoices, told = table(app, "invoice_no"), reported("invoices", "--month", "2026-02")
    assert [row["invoice_no"] for row in invoices] == told["invoice_no"].to_list() == [3, 4, 5]
    assert cents(invoices, "amount_cents") == told["amount_cents"].to_list() == [2412, 1938, 800]
    billed = table(app, "difference_cents")
    assert cents(billed, "difference_cents") == [21, 0, 0]
    assert cents(billed, "invoiced_cents") == reported("billed", "--month", "2026-02")["invoiced_cents"].to_list()
    assert "Something is known otherwise of 1 payer: the next closing adjusts it." in texts(app)


def test_who_closed_a_month_and_why_although_something_spoke_against_it(open_page: Open) -> None:
    app = open_page("billing", month="2026-02")

    assert "UTC by bob; nothing changes it." in texts(app)
    assert "Closed by force: The held file is asked about" in texts(app)
    assert "Load 9 is held" in texts(app)
    months = table(app, "closed_by")
    assert [(row["usage_month"], row["state"], row["closed_by"], row["invoices"], row["why"]) for row in months] == [
        ("2026-03", "open", None, None, None),
        ("2026-02", "closed", "bob", 3, WHY),
        ("2026-01", "closed", "ann", 2, None),
    ]
    assert [row["lines"] for row in months] == [5, 7, 5]
    assert "Closed by force" not in texts(open_page("billing", month="2026-01"))


def test_the_lines_of_an_invoice_mark_adjustments_with_their_original(open_page: Open) -> None:
    app = open_page("billing", month="2026-02", invoice="3")

    lines, told = table(app, "adjusts", "why"), reported("invoice-lines", "3")
    assert [row["line"] for row in lines] == told["line"].to_list() == ["3-1", "3-2", "3-3", "3-4"]
    assert cents(lines, "amount_cents") == told["amount_cents"].to_list() == [150, 1000, 1162, 100]
    assert [(row["adjusts"], row["usage_month"]) for row in lines[-2:]] == [(None, "2026-02"), ("1-1", "2026-01")]
    assert {row["why"] for row in lines} == {"Why this amount?"}
    assert "1 of the lines is an adjustment" in texts(app)
    next(button for button in app.button if button.label == "Close").click().run()
    assert "invoice" not in app.query_params
    assert "Lines of invoice 3" not in texts(app)


def test_a_line_says_why_it_has_its_amount(open_page: Open) -> None:
    app = open_page("billing", month="2026-02", invoice="3", line="1")

    assert "Why line 3-1 has its amount" in texts(app)
    said = {row["What"]: row["Value"] for row in pl.from_pandas(app.table[0].value).to_dicts()}
    assert (said["Quantity"], said["Included"], said["Charged"]) == ("20", "5", "15")
    assert (said["Not rounded"], said["Amount"], said["Currency"]) == ("1.5", "1.50", "EUR")
    assert json.loads(app.json[0].value)["unit_amount"] == 0.1
    # Four of its calls came when it was invoiced already.
    assert "Something else is known of it now" in texts(app)
    assert app.code[0].value == "meterhouse explain 3-1"


def test_a_line_is_explained_down_to_the_files(open_page: Open) -> None:
    app = open_page("billing", month="2026-02", invoice="5", line="1")

    assert [row["amount"] for row in table(app, "step", "by")][-1] == 3
    assert [(str(row["usage_date"])[:10], row["events"]) for row in table(app, "usage_date", "value")] == [
        ("2026-02-02", 20)
    ]
    assert [(row["events"], row["first_line"]) for row in table(app, "file_name")] == [(20, 31)]
    assert "20 rows of the ledger" in texts(app)
    assert not app.error


def test_a_payer_narrows_every_table(open_page: Open) -> None:
    app = open_page("billing", month="2026-02", payer="bolt")

    assert [row["invoice_no"] for row in table(app, "invoice_no")] == [4]
    assert cents(table(app, "difference_cents"), "known_cents") == [1938]
    assert "All that was used is billed." in texts(app)
    nobody = open_page("billing", month="2026-02", payer="nobody")
    assert "There is no invoice of nobody for 2026-02: nothing was owed." in texts(nobody)


def test_what_is_not_billed_has_its_reasons(open_page: Open) -> None:
    app = open_page("billing", month="2026-01")

    rows, told = table(app, "reason"), reported("not-billed", "--month", "2026-01")
    assert [(row["reason"], row["meter"], row["events"]) for row in rows] == told.select(
        "reason", "meter", "events"
    ).rows()
    assert [(row["reason"], row["events"]) for row in rows] == [
        ("outside_subscription", 6), ("included", 5), ("failed", 3),
    ]  # fmt: skip
    assert rows[1]["meaning"] == "It is included in the price."


def test_an_address_that_makes_no_sense_says_so_or_shows_what_there_is(open_page: Open) -> None:
    assert "There is no invoice 99" in texts(open_page("billing", month="2026-02", invoice="99"))
    assert "There is no line 3\\-99" in texts(open_page("billing", month="2026-02", invoice="3", line="99"))
    app = open_page("billing", month="March", invoice="-1", line="x\u0000")
    assert "**2026-03** is open" in texts(app)


def test_before_anything_costs_anything_the_page_says_what_to_do(
    open_page: Open, settings: Settings, use: Callable[[Settings], None]
) -> None:
    use(settings)
    app = open_page("billing")
    assert "The marts of billing are not built yet." in texts(app)
    assert "meterhouse build" in str(app.code[0].value)
