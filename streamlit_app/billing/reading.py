"""The reports of the page, remembered for a short while; the scope is part of each key."""

from datetime import datetime

import streamlit as st

from warehouse import reports
from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.errors import ReportError
from warehouse.reports import MonthFilter, Report, book, explaining
from warehouse.reports.explaining import BilledLine, Explanation

TTL = 30
READING = "Reading bills …"


@st.cache_data(ttl=TTL, show_spinner=READING)
def months(scope: Scope) -> Report | None:
    """Every month that has anything to do with bills, or none if the marts are not built."""
    try:
        return book.months(scope)
    except ReportError:  # The question is always a good one: what is missing are the marts.
        return None


@st.cache_data(ttl=TTL, show_spinner=READING)
def month_totals(scope: Scope, month: BillingMonth) -> Report:
    """What the invoices of a closed month come to, by currency."""
    return book.month_totals(scope, month)


@st.cache_data(ttl=TTL, show_spinner=READING)
def known_totals(scope: Scope, month: BillingMonth, payer_id: str | None) -> Report:
    """What a month comes to by what is known now, by payer."""
    return book.known_totals(scope, month, payer_id)


@st.cache_data(ttl=TTL, show_spinner=READING)
def invoices(scope: Scope, month: BillingMonth, payer_id: str | None) -> Report:
    """The invoices of a month."""
    return book.invoices(scope, month, payer_id)


@st.cache_data(ttl=TTL, show_spinner=READING)
def invoice_lines(scope: Scope, invoice_no: int) -> Report:
    """The lines of an invoice; raises `ReportError` if there is none of this number."""
    return book.invoice_lines(scope, invoice_no)


@st.cache_data(ttl=TTL, show_spinner=READING)
def invoice_line(scope: Scope, invoice_no: int, line_no: int) -> Report:
    """One line with all that it says; raises `ReportError` if there is none of these numbers."""
    return book.invoice_line(scope, invoice_no, line_no)


@st.cache_data(ttl=TTL, show_spinner=READING)
def billed(scope: Scope, month: BillingMonth, payer_id: str | None) -> Report:
    """As invoiced, as known now, and the difference."""
    return book.billed(scope, month, payer_id)


@st.cache_data(ttl=TTL, show_spinner=READING)
def draft(scope: Scope, asked: MonthFilter, as_of: datetime) -> Report:
    """A month's usage so far and as projected."""
    return reports.draft(scope, asked, as_of)


@st.cache_data(ttl=TTL, show_spinner=READING)
def not_billed(scope: Scope, asked: MonthFilter) -> Report:
    """What of a month's usage is not billed, and why."""
    return reports.not_billed(scope, asked)


@st.cache_data(ttl=TTL, show_spinner=READING)
def known_until(scope: Scope) -> datetime:
    """How far usage is known."""
    return reports.known_until(scope)


@st.cache_data(ttl=TTL, show_spinner=READING)
def find_line(scope: Scope, name: str) -> BilledLine:
    """A line with what was known of it then; raises `ReportError` if there is none of this name."""
    return explaining.find_line(scope, name)


@st.cache_data(ttl=10 * TTL, show_spinner="Reading the ledger's rows behind the line …")
def explained(scope: Scope, name: str) -> Explanation:
    """Why a line costs what it costs, down to the ledger; for lines of which no more is known now than then."""
    return explaining.explain(scope, explaining.find_line(scope, name))
