"""How a report of bills is drawn: money on the right with two decimals, its currency beside it."""

from typing import Any

import polars as pl
import streamlit as st

from warehouse.reports import Report

WORDS = {
    "usage_month": "Month of usage",
    "state": "State",
    "closed_at": "Closed (UTC)",
    "closed_by": "By",
    "invoices": "Invoices",
    "lines": "Lines",
    "why": "Closed by force, because",
    "against": "What spoke against it",
    "invoice_no": "Invoice",
    "payer_id": "Payer",
    "client": "Client",
    "client_id": "Client",
    "currency": "Currency",
    "amount_cents": "Amount",
    "line": "Line",
    "adjusts": "Adjusts line",
    "product_name": "What",
    "reference": "Subscription · price, or resource · rate",
    "events": "Events",
    "quantity": "Quantity",
    "included_quantity": "Included",
    "amount": "Not rounded",
    "differing": "Lines that differ",
    "invoiced_cents": "As invoiced",
    "known_cents": "As known now",
    "difference_cents": "Difference",
    "usage_cents": "Usage and fees",
    "resource_cents": "Resources",
    "projected_quantity": "Quantity at the month's end",
    "projected_cents": "Amount at the month's end",
    "price": "Price",
    "meter": "Meter",
    "reason": "Reason",
    "invoice_month": "Month of the invoice",
    "source": "Usage or resource",
    "meter_id": "Meter",
    "usage_date": "Day (UTC)",
    "load_id": "Load",
    "file_name": "File",
    "first_line": "First line",
    "last_line": "Last line",
    "kind": "Kind",
    "record_id": "Record",
    "happened_at": "When (UTC)",
    "ledger_no": "Ledger number",
    "line_no": "Line of the file",
    "billable_quantity": "Charged",
}
SHOWN_ROWS = 12


def draw(report: Report, words: dict[str, str] | None = None, **more: Any) -> None:
    """Draws a report as a table; `words` name columns otherwise, `more` goes to the table."""
    config = column_config(report, words or {}) | more.pop("column_config", {})
    frame = more.pop("frame", None)
    st.dataframe(
        amounts(report) if frame is None else frame,
        column_config=config,
        hide_index=True,
        placeholder="–",
        height=38 + 35 * min(max(report.frame.height, 1), SHOWN_ROWS),
        **more,
    )


def amounts(report: Report) -> pl.DataFrame:
    """The rows as the table shows them: hundredths as units of the currency, exact figures as numbers."""
    cents = [pl.col(column.name) / 100 for column in report.columns if column.unit == "cents"]
    exact = [pl.col(column.name).cast(pl.Float64) for column in report.columns if column.unit == "exact"]
    return report.frame.with_columns(*cents, *exact)


def column_config(report: Report, words: dict[str, str]) -> dict[str, Any]:
    """A column for each of the report's, by its unit."""
    column = st.column_config
    made: dict[str, Any] = {}
    for one in report.columns:
        label, help_ = (WORDS | words).get(one.name, one.name), one.description
        match one.unit:
            case "cents":
                made[one.name] = column.NumberColumn(label, format="accounting", help=help_)
            case "exact" | "count":
                made[one.name] = column.NumberColumn(label, format="localized", help=help_)
            case "integer":
                made[one.name] = column.NumberColumn(label, format="%d", help=help_)
            case "instant":
                made[one.name] = column.DatetimeColumn(label, format="YYYY-MM-DD HH:mm", timezone="UTC", help=help_)
            case "date":
                made[one.name] = column.DateColumn(label, help=help_)
            case _:
                made[one.name] = column.TextColumn(label, help=help_)
    return made
