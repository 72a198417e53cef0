"""`python -m streamlit_app`: serves the dashboard, with what is slow to import in place before the first visitor."""

import sys

# What the pages import; here, because Streamlit reads its pages only when somebody opens one.
import altair  # noqa: F401
import pandas  # noqa: F401
import polars  # noqa: F401
import pyarrow  # noqa: F401
from streamlit.web import cli

import warehouse.ledger
import warehouse.reports  # noqa: F401
from streamlit_app.serve import ENTRY


def main() -> None:
    """Runs Streamlit's own command line on the dashboard; arguments are Streamlit's."""
    sys.argv = ["streamlit", "run", str(ENTRY), *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
