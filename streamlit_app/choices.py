"""What can be chosen in a filter: the values of a dimension, the most used first."""

from collections.abc import Callable

import polars as pl

from streamlit_app import cached
from warehouse.access import Scope
from warehouse.reports import Period

FIXED = {
    "outcome": ("success", "client_error", "server_error"),
    "operation": ("read", "write", "edit", "delete", "other"),
}
# Persons and addresses are not listed for browsing: who looks for one knows it.
TYPED = ("user", "ip")
# Dimensions that are read together, in one question.
_READ_TOGETHER = (
    ("provider", "api", "endpoint", "status_code"),
    ("client",),
    ("client", "project"),
    ("agency",),
    ("dealer",),
    ("age_band", "gender", "income_band", "spend_band"),
    ("country", "region", "city"),
)
# What the choices are narrowed by: ids of projects, APIs and endpoints are their owners' own.
_WITHIN = {"api": ("provider",), "endpoint": ("provider", "api"), "project": ("client",)}

Chosen = Callable[[str], tuple[str, ...]]


def choices(scope: Scope, period: Period, name: str, chosen: Chosen) -> list[str]:
    """The values used in a period; of projects, APIs and endpoints those of the `chosen` owners."""
    if name in TYPED:
        return []
    if name in FIXED:
        return list(FIXED[name])
    together = next(dimensions for dimensions in _READ_TOGETHER if name in dimensions)
    used = cached.combinations(scope, together, period)
    for owner in _WITHIN.get(name, ()):
        if values := chosen(owner):
            used = used.filter(pl.col(owner).is_in(values))
    ranked = used.group_by(name).agg(pl.col("requests").sum()).sort(["requests", name], descending=[True, False])
    return ranked[name].to_list()
