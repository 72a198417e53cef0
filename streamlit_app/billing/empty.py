"""What the page says before there is anything to bill."""

import streamlit as st


def nothing_built_yet() -> None:
    """Says which command makes the marts of billing."""
    st.info("The marts of billing are not built yet.", icon=":material/inbox:")
    st.markdown("A simulated world to look around in, or the marts of this house:")
    st.code("make run\nmeterhouse build", language="bash")


def nothing_costs_yet() -> None:
    """Says how usage gets a price."""
    st.info("No month has been rated, and nothing costs anything yet.", icon=":material/inbox:")
    st.markdown("Say what usage costs (docs/pricing.md), in this order, and build:")
    st.code(
        "meterhouse reference meters meters.jsonl\nmeterhouse reference plans plans.csv\n"
        "meterhouse reference prices prices.jsonl\nmeterhouse reference subscriptions subscriptions.csv\n"
        "meterhouse build",
        language="bash",
    )
