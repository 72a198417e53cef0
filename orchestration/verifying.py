"""The whole history examined: every data test over all days, and the marts made anew and compared with what stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from orchestration.beside import schemas_beside
from orchestration.days import DayRange, contiguous
from orchestration.dbt_calls import Progress, run_dbt
from orchestration.dbt_commands import MONTHLY_MODELS, selection, window
from orchestration.dbt_manifest import read_manifest
from warehouse.database import connect
from warehouse.errors import BuildError
from warehouse.ledger import begun_through, is_rated, ledger_horizon, months_to_rate, touched_days
from warehouse.resources import is_behind
from warehouse.rights import is_behind as are_rights_behind
from warehouse.settings import Settings

PREFIX = "verify_"
DAYS_SHOWN = 5

# Loads of which the marts do not know, or not what is thought of them now.
UNKNOWN_LOADS = """
    select count(*)
    from raw.loads as load
    left join marts.fct_loads as known on load.load_id = known.load_id
    where known.state is distinct from coalesce(
        (
            select verdict.verdict from raw.load_verdicts as verdict
            where verdict.load_id = load.load_id order by verdict.verdict_no desc limit 1
        ), 'held'
    )
"""


@dataclass(frozen=True)
class Compared:
    """One mart against its making anew: rows that stand, rows that are missing and too many, the first days of them."""

    name: str
    rows: int
    missing: int
    surplus: int
    days: tuple[date, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether the same ledger gave the same rows."""
        return self.missing == 0 and self.surplus == 0


def sweep(settings: Settings, on_progress: Progress | None = None) -> None:
    """Every data test over all days; raises `BuildError` that names those which fail."""
    there = [] if is_rated(settings) else ["--exclude", MONTHLY_MODELS]
    run_dbt(["test", "--exclude-resource-type", "unit_test", *there], settings, on_progress)


def rebuild_and_compare(settings: Settings, on_progress: Progress | None = None) -> list[Compared]:
    """Makes all public marts of all built days anew, beside those that stand, and compares them row by row.

    Takes the space of the marts once more while it runs. Raises `BuildError` when the marts are behind the ledger.
    """
    _check_not_behind(settings)
    through = ledger_horizon(settings)
    with schemas_beside(PREFIX, settings):
        arguments = ["run", "--vars", json.dumps({"schema_prefix": PREFIX})]
        run_dbt([*arguments, *selection("whole")], settings, on_progress, through=through)
        for days in _built_days(settings):
            run_dbt([*arguments, *selection("daily"), *window(days)], settings, on_progress, through=through)
        rated = is_rated(settings)
        if rated:
            run_dbt([*arguments, *selection("monthly")], settings, on_progress, through=through)
        with connect("owner", settings) as connection:
            return [_compared(connection, model) for model in _public_tables(settings, rated)]


def _check_not_behind(settings: Settings) -> None:
    if days := touched_days(settings):
        raise BuildError(f"{len(days)} days wait to be built, the first {days[0]}. `meterhouse build` first.")
    if is_behind(settings):
        raise BuildError("Records of resources wait to be built. `meterhouse build` first.")
    if are_rights_behind(settings):
        raise BuildError("Features, or changes of them, wait to be built. `meterhouse build` first.")
    if months := months_to_rate(settings):
        raise BuildError(
            f"{len(months)} months wait to be rated, the first {months[0]:%Y-%m}. `meterhouse build` first."
        )
    with connect("owner", settings) as connection:
        if connection.execute("select to_regclass('marts.fct_days_built') is null").fetchone() == (True,):
            raise BuildError("Nothing is built yet. `meterhouse build` first.")
        row = connection.execute(UNKNOWN_LOADS).fetchone()
    if row and row[0]:
        raise BuildError(f"The marts do not know the state of {row[0]} loads yet. `meterhouse build` first.")


def _built_days(settings: Settings) -> list[DayRange]:
    with connect("owner", settings) as connection:
        days = [day for (day,) in connection.execute("select usage_date from marts.fct_days_built")]
    # Fees stand on tables of days, though no day has usage.
    return contiguous(days or list(filter(None, [begun_through(settings)])))


def _public_tables(settings: Settings, rated: bool) -> list[Mapping[str, Any]]:
    """All of them, those of rated months only if there are any."""
    nodes = read_manifest(settings)["nodes"].values()
    stored = [
        node
        for node in nodes
        if node["resource_type"] == "model"
        and node["access"] == "public"
        and node["config"]["materialized"] != "view"
        and (rated or node["config"]["incremental_strategy"] != "by_month")
    ]
    return sorted(stored, key=lambda node: str(node["name"]))


def _compared(connection: psycopg.Connection, model: Mapping[str, Any]) -> Compared:
    name, day = str(model["name"]), model["config"].get("event_time")
    columns = sql.SQL(", ").join(sql.Identifier(column) for column in model["columns"])
    stands, anew = (
        sql.SQL("select {} from {}").format(columns, sql.Identifier(schema, name))
        for schema in ("marts", f"{PREFIX}marts")
    )
    missing, surplus = (_difference(connection, *pair, day) for pair in ((anew, stands), (stands, anew)))
    count = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier("marts", name))).fetchone()
    days = sorted({*missing[1], *surplus[1]})[:DAYS_SHOWN]
    return Compared(name, count[0] if count else 0, missing[0], surplus[0], tuple(days))


def _difference(
    connection: psycopg.Connection, one: sql.Composed, other: sql.Composed, day: str | None
) -> tuple[int, list[date]]:
    """How many rows of the one the other does not have, and the first days of them."""
    days = sql.SQL("array_agg(distinct {})").format(sql.Identifier(day)) if day else sql.SQL("null::date[]")
    row = connection.execute(
        sql.SQL("select count(*), {} from ({} except all {}) as difference").format(days, one, other)
    ).fetchone()
    return (row[0], sorted(row[1] or [])[:DAYS_SHOWN]) if row else (0, [])
