"""Which month, which payer, which invoice and which of its lines. Every choice stands in the address."""

import re
from datetime import UTC, datetime

import polars as pl
import streamlit as st

from warehouse.book import BillingMonth
from warehouse.reports import Report

CHOSEN = ("invoice", "line")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def month_choice(known: Report) -> BillingMonth:
    """Draws the choice of a month; the latest if none is chosen, so that a link without one goes on to the next.

    The latest is one that has begun in UTC: elsewhere it may have begun half a day before.
    """
    months = known.frame["usage_month"].to_list()
    latest = next((month for month in months if month <= f"{datetime.now(UTC):%Y-%m}"), months[0])
    chosen = st.selectbox(
        "Month", months, index=None, placeholder=f"Latest: {latest}", key="month", bind="query-params",
        on_change=forget_invoice, width=220,
    )  # fmt: skip
    return BillingMonth.read(chosen or latest)


def payer_choice(payers: list[str]) -> str | None:
    """Draws the choice of a payer, all if none is chosen; a link may name one who owes nothing."""
    return st.selectbox(
        "Payer", payers, index=None, placeholder="All", key="payer", bind="query-params", accept_new_options=True,
        on_change=forget_invoice, width=280,
    )  # fmt: skip


def payers_of(*found: Report) -> list[str]:
    """Whom any of the reports names."""
    names = pl.concat([report.frame.select(pl.col("payer_id")) for report in found])
    return sorted(names["payer_id"].unique().to_list())


def chosen_invoice() -> int | None:
    """The invoice whose lines are shown."""
    return _number("invoice")


def chosen_line() -> int | None:
    """The line of it that is explained."""
    return _number("line")


def choose(name: str, number: int | None) -> None:
    """Shows an invoice or a line, or none."""
    if name == "invoice":
        forget_invoice()
    if number is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(number)


def forget_invoice() -> None:
    """Another month or payer has other invoices."""
    for name in CHOSEN:
        st.query_params.pop(name, None)


def _number(name: str) -> int | None:
    given = st.query_params.get(name, "")
    return int(given) if re.fullmatch(r"[1-9][0-9]{0,8}", given) else None
