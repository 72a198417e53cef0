"""How rows and columns of the tables on loads are chosen and written."""

from typing import Any

import polars as pl
import streamlit as st

from warehouse.reports import Report


def of_sources(report: Report, sources: list[str]) -> pl.DataFrame:
    """The rows of some sources, or all rows if none is chosen."""
    return report.frame.filter(pl.col("source").is_in(sources)) if sources else report.frame


def short_path(column: str) -> pl.Expr:
    """The end of a path, which tells files apart: 2026-03-27/web1.log."""
    return pl.col(column).str.split("/").list.tail(2).list.join("/")


def count_column(label: str, help_: str | None = None) -> Any:
    """A column of whole numbers, thousands set apart."""
    return st.column_config.NumberColumn(label, format="localized", help=help_)
