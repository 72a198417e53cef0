"""Every line is accounted for: the sums, with a mark that says whether they are right."""

import polars as pl

from streamlit_app.cached import LOADS_SHOWN
from warehouse.reports import Freshness


def load_accounting(loads: pl.DataFrame) -> str:
    """The sum of the accounting of some loads: every line is stored, quarantined or ignored."""
    parts = {name: int(loads[name].sum()) for name in ("stored", "quarantined", "ignored")}
    lines = int(loads["lines"].sum())
    count = f"The latest {LOADS_SHOWN:,} loads" if loads.height == LOADS_SHOWN else f"{loads.height:,} loads"
    return equation(f"{count}: **{lines:,}** lines", lines, parts)


def built_accounting(fresh: Freshness) -> str:
    """The accounting of the days that are built: what is stored is counted once, or a repeat."""
    parts = {"counted": fresh.counted, "repeated": fresh.repeated}
    return equation(f"{fresh.days_built:,} days built: **{fresh.stored:,}** stored records", fresh.stored, parts)


def equation(whole: str, total: int, parts: dict[str, int]) -> str:
    """`10 lines = 8 stored + 2 quarantined ✓`, or ✗ where the parts do not make the whole."""
    mark = ":green[✓]" if total == sum(parts.values()) else ":red[✗ does not add up]"
    return f"{whole} = {' + '.join(f'{value:,} {name}' for name, value in parts.items())} {mark}"
