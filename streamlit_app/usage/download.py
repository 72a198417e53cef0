"""The whole filtered result as a file: the same report as on the page, with every row and exact numbers."""

from dataclasses import replace

import streamlit as st

from streamlit_app import cached
from streamlit_app.choices import TYPED
from warehouse.access import Scope
from warehouse.reports import UsageFilter

MEASURED = (
    "requests", "success_rate", "client_errors", "server_errors", "response_bytes", "latency_p95_ms", "unique_users",
)  # fmt: skip


def measured(scope: Scope, asked: UsageFilter, by: tuple[str, ...]) -> UsageFilter:
    """The question split by dimensions, with every measure that can be told of its rows."""
    split = replace(asked, by=by)
    # A user is one user, and an address no user at all.
    wanted = [name for name in MEASURED if name != "unique_users" or not set(by) & set(TYPED)]
    return replace(split, measures=cached.tellable(scope, split, wanted))


def download(scope: Scope, question: UsageFilter, label: str, help_: str) -> None:
    """Draws a button that answers a question anew, when it is clicked, and hands out all rows as CSV."""
    st.download_button(
        label,
        lambda: cached.csv(scope, question),
        file_name=file_name(question),
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        help=help_,
        key=f"download_{len(question.by)}",
    )


def file_name(question: UsageFilter) -> str:
    """What the download is called: usage_by_client_2026-03-24_2026-03-30.csv."""
    return f"usage_by_{'_'.join(question.by)}_{question.from_date}_{question.until_date}.csv"
