"""Which dealers, in which order, which page of them. Every choice stands in the address."""

from datetime import date

import streamlit as st

from streamlit_app.figures import days
from streamlit_app.filters import zone_choice
from streamlit_app.period import period_choice
from warehouse.reports import DealerFilter

PAGE = 50
LAST_PAGE = 1_000_000
ORDERS = {
    "-records_total": "Most records",
    "-records_new": "Most new",
    "-records_changed": "Most changed",
    "-requests": "Most requests",
    "name": "Name",
    "code": "Code",
}


def dealer_controls(latest: date) -> DealerFilter:
    """Draws the controls; what they ask for, its page included."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = period_choice(latest)
        zone = zone_choice()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "Search", key="search", bind="query-params", placeholder="Part of a name, code or id", width=320,
            on_change=_begin,
        )  # fmt: skip
        order = st.selectbox(
            "Order", list(ORDERS), format_func=lambda word: ORDERS[word], key="order", bind="query-params", width=190,
            on_change=_begin,
        )  # fmt: skip
    return DealerFilter(
        period, search=search or None, time_basis=zone, order_by=order, limit=PAGE, offset=PAGE * (_page() - 1)
    )


def page_controls(rows: int, *, is_last: bool) -> None:
    """Draws which dealers are shown, and the way to those before and behind them."""
    page = _page()
    first = (page - 1) * PAGE
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{first + 1:,} to {first + rows:,}{'' if is_last else ' and more'}", width="content")
        st.button("Previous", disabled=page == 1, on_click=_turn, args=(-1,), icon=":material/chevron_left:")
        st.button("Next", disabled=is_last, on_click=_turn, args=(1,), icon=":material/chevron_right:")


def nothing_here(asked: DealerFilter) -> None:
    """Says that no dealer matches, or, behind the last page, leads back to the first."""
    if not asked.offset:
        st.info(f"No dealer matches in {days(asked.period)}.", icon=":material/search_off:")
        return
    st.info(f"There is no page {_page():,} of these dealers.", icon=":material/search_off:")
    st.button("First page", on_click=_begin, icon=":material/first_page:")


def chosen_dealer() -> str | None:
    """The dealer whose days are shown."""
    return st.query_params.get("days_of")


def choose_dealer(dealer_id: str | None) -> None:
    """Shows a dealer's days, or none's."""
    _set("days_of", dealer_id)


def _page() -> int:
    given = st.query_params.get("page", "1")
    if not given.isdecimal():
        return 1
    # Longer numbers than this Python does not read.
    return min(max(1, int(given)), LAST_PAGE) if len(given) <= len(str(LAST_PAGE)) else LAST_PAGE


def _turn(pages: int) -> None:
    _set("page", str(_page() + pages) if _page() + pages > 1 else None)


def _begin() -> None:
    _set("page", None)


def _set(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
