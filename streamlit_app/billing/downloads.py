"""A report as a file: the same as on the command line, to the byte."""

from functools import partial

import streamlit as st

from warehouse import reports
from warehouse.reports import Format, Report

KINDS: dict[Format, tuple[str, str]] = {
    "csv": ("CSV", "text/csv"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def downloads(report: Report, name: str) -> None:
    """Draws a button for each kind of file; they are made when one is clicked."""
    for kind, (label, mime) in KINDS.items():
        st.download_button(
            label,
            partial(reports.render, report, kind),
            file_name=f"{name}.{kind}",
            mime=mime,
            on_click="ignore",
            icon=":material/download:",
            key=f"{name}_{kind}",
            help="All rows, with exact numbers." if kind == "csv" else "For a spreadsheet: amounts in the currency.",
        )


def headed(title: str, report: Report, name: str) -> None:
    """Draws a heading with the downloads beside it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(title, anchor=False)
        downloads(report, name)
