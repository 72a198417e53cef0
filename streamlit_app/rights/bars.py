"""Bars of what is used of what is included; what is over stands out."""

from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from streamlit_app.palette import OUTCOME_COLORS, REST

# A bar that is longer than this would make all others unreadable; its figures stand beside it.
LONGEST = 2.0
ROOM_FOR_FIGURES = 0.5
ROW = 30


def rights_bars(rights: pl.DataFrame) -> None:
    """Draws a bar for each right of a limited quantity; nothing where there is none."""
    rows = [_row(right) for right in rights.to_dicts() if right["quantity_included"] is not None]
    if rows:
        st.altair_chart(_chart(pl.DataFrame(rows)))


def quantity(value: Decimal | None) -> str:
    """A quantity with all of its digits and no zeros behind the last."""
    if value is None:
        return "–"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _row(right: dict[str, Any]) -> dict[str, Any]:
    included, used = right["quantity_included"], right["quantity_current"]
    share = float(used / included) if included else (LONGEST if used > 0 else 0.0)
    whose = f" · {right['subscription_id']}" if "subscription_id" in right else ""
    return {
        "right": f"{right['feature_name']}{whose}",
        "within": min(max(share, 0.0), 1.0),
        "over": min(max(share, 1.0), LONGEST),
        "figures": f"{quantity(used)} of {quantity(included)}"
        + (f", {quantity(right['quantity_over'])} over" if right["is_over"] else ""),
    }


def _chart(rows: pl.DataFrame) -> Any:
    y = alt.Y("right:N", title=None, sort=None, axis=alt.Axis(labelLimit=320, ticks=False, domain=False))
    axis = alt.Axis(format="%", values=[0, 0.5, 1, 1.5, 2], grid=True)
    longest: float = max(rows["over"])
    scale = alt.Scale(domain=[0, longest + ROOM_FOR_FIGURES])
    base = alt.Chart(rows).encode(y=y)
    whole = base.mark_bar(color=REST, opacity=0.25, height=16).encode(
        x=alt.X("all:Q", title="Used of what is included", axis=axis, scale=scale)
    )
    within = base.mark_bar(height=16, color=OUTCOME_COLORS["success"]).encode(x=alt.X("within:Q", scale=scale))
    over = base.mark_bar(height=16, color=OUTCOME_COLORS["server_error"]).encode(
        x=alt.X("all:Q", scale=scale), x2="over:Q"
    )
    words = base.mark_text(align="left", dx=6, color=REST).encode(
        x=alt.X("over:Q", scale=scale), text="figures:N", tooltip=["right:N", "figures:N"]
    )
    layered = whole + within + over.transform_filter(alt.datum.over > 1) + words
    return layered.transform_calculate(all="1").properties(height=alt.Step(ROW))
