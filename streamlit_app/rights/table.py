"""The table of rights, and its download."""

from typing import Any

import polars as pl
import streamlit as st

from streamlit_app import cached
from streamlit_app.rights.bars import quantity
from warehouse.access import Scope
from warehouse.reports import RightsFilter

QUANTITIES = ("quantity_included", "quantity_current", "quantity_over")
UNLIMITED = "unlimited"


def rights_table(scope: Scope, asked: RightsFilter, rights: pl.DataFrame) -> None:
    """Draws the rights with their figures, and the download of the same with exact numbers."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"At {asked.at:%Y-%m-%d %H:%M} UTC, as far as the marts are built", width="content")
        st.download_button(
            "CSV",
            lambda: cached.rights_csv(scope, asked),
            file_name=f"rights_{asked.client_ids[0]}_{asked.at:%Y-%m-%d}.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )
    height = 38 + 35 * min(max(rights.height, 1), 14)
    st.dataframe(_shown(rights), column_config=_columns(), hide_index=True, placeholder="–", height=height)


def _shown(rights: pl.DataFrame) -> pl.DataFrame:
    """Quantities as text, so that none is rounded, and over-use as a mark."""
    texts = [pl.col(name).map_elements(quantity, return_dtype=pl.String, skip_nulls=True) for name in QUANTITIES]
    told = rights.with_columns(texts).with_columns(
        pl.when(pl.col("is_unlimited"))
        .then(pl.lit(UNLIMITED))
        .otherwise("quantity_included")
        .alias("quantity_included"),
        pl.when(pl.col("is_over")).then(pl.lit("over")).otherwise(None).alias("is_over"),
    )
    first = [name for name in ("subscription_id", "subscriptions") if name in rights.columns]
    return told.select(
        *first, "feature_name", "feature_type", "quantity_current", "quantity_included", "quantity_over", "is_over",
        "is_included", "is_enabled", "is_visible", "period_from", "period_until", "feature_id",
    )  # fmt: skip


def _columns() -> dict[str, Any]:
    column = st.column_config
    instant = "YYYY-MM-DD HH:mm"
    return {
        "subscription_id": column.TextColumn("Subscription"),
        "subscriptions": column.NumberColumn("Subscriptions", help="How many of the client's subscriptions have it."),
        "feature_name": column.TextColumn("Feature", width="medium", pinned=True),
        "feature_type": column.TextColumn("Type", help="OnOff, Limitation: a level that stays, or Consumption."),
        "quantity_current": column.TextColumn("Used", help="Combined and unlimited it is left out."),
        "quantity_included": column.TextColumn("Included"),
        "quantity_over": column.TextColumn("Over"),
        "is_over": column.TextColumn("Mark", help="More is used than is included, or an option is on."),
        "is_included": column.CheckboxColumn("Is included"),
        "is_enabled": column.CheckboxColumn("Is on"),
        "is_visible": column.CheckboxColumn("Is visible", help="Clients do not see what is not."),
        "period_from": column.DatetimeColumn("Period from", format=instant, timezone="UTC"),
        "period_until": column.DatetimeColumn("Period until", format=instant, timezone="UTC"),
        "feature_id": column.TextColumn("Id"),
    }
