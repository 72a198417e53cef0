"""Whose rights, when, and how they are shown. Every choice stands in the address."""

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.instants import read_instant
from warehouse.reports import RightsFilter

VIEWS = {"apart": "By subscription", "combined": "Combined"}


def rights_controls(scope: Scope, clients: Mapping[str, str]) -> RightsFilter:
    """Draws the controls; what they ask for. Without an instant it is now, to the minute."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        client = st.selectbox(
            "Client", list(clients), format_func=lambda known: _label(known, clients), key="rights_of",
            bind="query-params", accept_new_options=True, width=320,
        )  # fmt: skip
        view = st.segmented_control(
            "View", list(VIEWS), default="apart", required=True, format_func=lambda word: VIEWS[word], key="view",
            bind="query-params",
        )  # fmt: skip
        at = st.text_input(
            "At", key="at", bind="query-params", placeholder="Now", width=220,
            help="An instant such as 2026-03-31 or 2026-03-31T13:00, in UTC unless it says otherwise.",
        )  # fmt: skip
        with_hidden = scope.role == "operator" and st.toggle(
            "Hidden features", key="hidden", bind="query-params", help="Also features that clients do not see."
        )
    return RightsFilter(_instant(at), (str(client),), combined=view == "combined", with_hidden=with_hidden)


def _label(client_id: str, clients: Mapping[str, str]) -> str:
    name = clients.get(client_id, client_id)
    return client_id if name == client_id else f"{name} ({client_id})"


def _instant(text: str | None) -> datetime:
    if not text or not text.strip():
        return datetime.now(UTC).replace(second=0, microsecond=0)
    try:
        return read_instant(text)
    except ValueError as error:
        raise ReportError(f"{error}.") from None
