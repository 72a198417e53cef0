"""What a page says when there is nothing to show, or when something is wrong."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from streamlit_app.figures import day, days
from streamlit_app.filters import clear_filters
from streamlit_app.words import plain
from warehouse.errors import MeterhouseError, ReportError
from warehouse.reports import Period, UsageFilter

_LOG = logging.getLogger(__name__)


def no_usage_yet() -> None:
    """Says which command brings the first data."""
    st.info("No usage has been loaded and built yet.", icon=":material/inbox:")
    st.markdown("A simulated world to look around in, or your own log files:")
    st.code("make run\nmake run LOGS=/var/log/nginx/access.log FORMAT=combined", language="bash")
    st.markdown("Into a house that runs already:")
    st.code("meterhouse load access.log --format combined\nmeterhouse build", language="bash")


def no_rights_yet() -> None:
    """Says how a house gets features."""
    st.info("No client has any right: no feature is included in a plan yet.", icon=":material/inbox:")
    st.markdown("Load features, which plans include them, and build:")
    commands = [f"meterhouse reference {kind} {kind}.jsonl" for kind in ("features", "plan_features")]
    st.code("\n".join([*commands, "meterhouse build"]), language="bash")


def nothing_matches(asked: UsageFilter, known: Period) -> None:
    """Says where the data lies, and offers a way back."""
    what = "matches these filters" if asked.where else "is known"
    reach = f"There is usage from {day(known.from_date)} to {day(known.until_date)}."
    st.info(f"No usage {what} in {days(asked.period)}. {reach}", icon=":material/search_off:")
    if asked.where:
        st.button("Clear all filters", on_click=clear_filters, key="clear_in_empty_page")


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Turns a failure of what is drawn inside into one sentence at that place; the log gets the rest."""
    try:
        yield
    except ReportError as error:
        st.warning(plain(str(error)), icon=":material/info:")
    except MeterhouseError as error:
        st.error(plain(str(error)), icon=":material/error:")
    except Exception:
        _LOG.exception("A page could not be drawn")
        st.error("This could not be drawn. The dashboard's log says why.", icon=":material/error:")
