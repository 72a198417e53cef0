"""One dealer's days: new and changed records."""

from dataclasses import replace
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from streamlit_app import cached
from streamlit_app.dealers.controls import choose_dealer
from streamlit_app.figures import days
from streamlit_app.health.columns import count_column
from streamlit_app.palette import colors
from streamlit_app.words import plain
from warehouse.access import Scope
from warehouse.reports import DealerFilter, UsageFilter

KINDS = {"records_new": "New", "records_changed": "Changed"}


def dealer_days(scope: Scope, asked: DealerFilter, dealer_id: str) -> None:
    """Draws a chart and a table of the days of the period on which records of the dealer were fetched."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"{plain(_name(scope, asked, dealer_id))}, day by day", anchor=False)
        st.button("Close", on_click=choose_dealer, args=(None,), icon=":material/close:")
    of_dealer = UsageFilter(
        asked.period.from_date,
        asked.period.until_date,
        by=("usage_date",),
        measures=("requests", *KINDS, "records_total"),
        where={"dealer": (dealer_id,)},
        time_basis=asked.time_basis,
    )
    found = cached.run(scope, of_dealer).frame
    if found.is_empty():
        st.info(f"Nothing was fetched of this dealer in {days(asked.period)}.", icon=":material/search_off:")
        return
    st.altair_chart(_chart(found))
    st.dataframe(found, column_config=_columns(), hide_index=True, height=38 + 35 * min(found.height, 10))


def _name(scope: Scope, asked: DealerFilter, dealer_id: str) -> str:
    one = cached.dealers(scope, replace(asked, search=dealer_id, limit=None, offset=0)).frame
    names = one.filter(pl.col("dealer_id") == dealer_id)["name"]
    return str(names[0]) if len(names) else dealer_id


def _chart(found: pl.DataFrame) -> alt.Chart:
    labels = tuple(KINDS.values())
    rows = found.rename(KINDS).unpivot(labels, index="usage_date", variable_name="kind", value_name="records")
    chart: alt.Chart = (
        alt.Chart(rows.with_columns(pl.col("usage_date").cast(pl.String)), height=240)
        .mark_bar()
        .encode(
            x=alt.X("usage_date:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("records:Q", title="Records per day", axis=alt.Axis(format=",~f", tickCount=5)),
            color=alt.Color(
                "kind:N", title=None, scale=alt.Scale(domain=list(labels), range=colors(labels)),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[alt.Tooltip("usage_date:O", title="Day"), "kind:N", alt.Tooltip("records:Q", format=",")],
        )
    )  # fmt: skip
    return chart


def _columns() -> dict[str, Any]:
    return {
        "usage_date": st.column_config.DateColumn("Day"),
        "requests": count_column("Requests"),
        "records_new": count_column("New"),
        "records_changed": count_column("Changed"),
        "records_total": count_column("Records", "New and changed records together."),
    }
