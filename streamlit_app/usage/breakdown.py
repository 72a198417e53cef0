"""The table of who or what the use was made of; a tick keeps only that row."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from streamlit_app import cached
from streamlit_app.figures import in_unit
from streamlit_app.usage.download import MEASURED, download, measured
from streamlit_app.words import DIMENSIONS, MEASURES, value_label
from warehouse.access import Scope
from warehouse.reports import DIMENSIONS as CATALOGUE
from warehouse.reports import Against, Report, UsageFilter, values_of

SHOWN = 1000


def breakdown(scope: Scope, asked: UsageFilter, by: str, against: Against | None, requests: int) -> None:
    """Draws the table and the download of all of it.

    Changes are shown since an earlier period if one is given, shares of all `requests`, also those in no row shown.
    """
    question = measured(scope, asked, (by,))
    shown = replace(question, order_by=("-requests",), limit=SHOWN + 1)
    report = cached.run_compared(scope, shown, against) if against else cached.run(scope, shown)
    values = [str(value) for value in report.frame[by].to_list()][:SHOWN]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"By {_lower(by)}", anchor=False)
        st.caption("; ".join((_count(report.frame.height), *report.notes)), width="content")
        download(scope, question, "CSV", "All rows, with exact numbers.")
    # Another number of rows is another table, in which no row is ticked.
    key = f"table_{by}_{len(values)}"
    st.dataframe(
        table(report, by, requests).head(SHOWN),
        column_config=column_config(report, by),
        hide_index=True,
        placeholder="–",
        height=_height(len(values)),
        key=key,
        on_select=lambda: keep_only(by, values, key),
        selection_mode="single-row",
    )


def table(report: Report, by: str, requests: int) -> pl.DataFrame:
    """The report's rows as the table shows them: shares in per cent, bytes in one unit for all rows."""
    columns: dict[str, Any] = {
        by: [value_label(by, str(value)) for value in report.frame[by].to_list()],
        "requests": report.frame["requests"],
        "requests_share": report.frame["requests"].cast(pl.Float64) / requests,
    }
    if "requests_change" in report.frame.columns:
        columns["requests_change"] = in_unit(report, "requests_change")[0]
    others = [name for name in MEASURED[1:] if name in report.frame.columns]
    return pl.DataFrame(columns | {name: in_unit(report, name)[0] for name in others})


def column_config(report: Report, by: str) -> dict[str, Any]:
    """How each column is headed and written."""
    number = st.column_config.NumberColumn
    config: dict[str, Any] = {
        by: st.column_config.TextColumn(DIMENSIONS[by], width="medium", pinned=True, help=CATALOGUE[by].description),
        "requests": number("Requests", format="localized"),
        "requests_share": st.column_config.ProgressColumn("Share", format="percent", min_value=0, max_value=1),
        "requests_change": number("Change", format="%+,.1f %%", help="Of requests, since the earlier period."),
    }
    formats = {"%": "%.2f %%", "ms": "%,.0f", "B": "localized"}
    for name in report.frame.columns:
        if name in MEASURES and name not in config:
            unit = in_unit(report, name)[1]
            label = MEASURES[name] if unit in ("", "%") else f"{MEASURES[name]}, {unit}"
            config[name] = number(label, format=formats.get(unit, "%,.1f" if unit else "localized"))
    return config


def keep_only(by: str, values: Sequence[str], key: str) -> None:
    """Filters by the row that was ticked."""
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        st.session_state[by] = list(values_of(by, values[rows[0]]))


def _count(rows: int) -> str:
    if rows > SHOWN:
        return f"the {SHOWN:,} rows with the most requests; the CSV has all"
    return f"{rows:,} {'row' if rows == 1 else 'rows'}; tick one to keep only it"


def _lower(by: str) -> str:
    label = DIMENSIONS[by]
    return label if label.isupper() or label.startswith("IP") else label.lower()


def _height(rows: int) -> int:
    return 38 + 35 * max(1, min(rows, 14))
