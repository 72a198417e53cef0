"""Where Dagster keeps its records: a home under the house's, and a schema in the house's database."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from psycopg import sql
from pydantic import SecretStr

from warehouse.database import connect, dsn, login_of
from warehouse.ledger import landing_files
from warehouse.schema.bootstrap import open_admin
from warehouse.settings import Settings
from warehouse.sources import read_sources

SCHEMA = "dagster"
OLDEST_DAY = "select min(usage_date) from raw.load_days"


def environment(settings: Settings) -> dict[str, str]:
    """Prepares Dagster's home and schema; what its processes need in their environment, beside what they inherit."""
    home = dagster_home(settings)
    (home / "logs").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(settings.project_root / "dagster.yaml", home / "dagster.yaml")
    _ensure_schema(settings)
    return {
        **_given(settings),
        "METERHOUSE_FIRST_DAY": first_day(settings).isoformat(),
        "METERHOUSE_DAGSTER_URL": dagster_url(settings),
        "METERHOUSE_DAGSTER_LOGS": str(home / "logs"),
        "DAGSTER_HOME": str(home),
        # The events of a range of days go into the database together, not one by one.
        "DAGSTER_EVENT_BATCH_SIZE": "1000",
        "GX_ANALYTICS_ENABLED": "false",
    }


def dagster_home(settings: Settings) -> Path:
    """Dagster's folder."""
    return settings.home_path / "dagster"


def dagster_url(settings: Settings) -> str:
    """The owner's connection for Dagster's records: its own schema, and no waiting for the disk at each event.

    The driver is named because Dagster gives `notify` parameters as psycopg2 takes them; SQLAlchemy prefers psycopg.
    """
    url = dsn("owner", settings).replace("postgresql://", "postgresql+psycopg2://", 1)
    options = quote(f"-c search_path={SCHEMA} -c synchronous_commit=off")
    return f"{url}{'&' if '?' in url else '?'}options={options}"


def first_day(settings: Settings) -> date:
    """Where the calendar begins: as set, else a month before the oldest day that the ledger or the landing zone knows.

    The month leaves room for files that are late. What is older still is built by `meterhouse build`.
    """
    if settings.first_day:
        return settings.first_day
    with connect("loader", settings) as connection:
        row = connection.execute(OLDEST_DAY).fetchone()
    landed = [file.landing_date for file in landing_files(settings, read_sources(settings.sources_path))]
    known = [day for day in (row and row[0], *landed) if day]
    oldest = min(known, default=datetime.now(UTC).date())
    return (oldest - timedelta(days=31)).replace(day=1)


def _ensure_schema(settings: Settings) -> None:
    """Makes the schema as whoever may: the owner of the ledger need not be allowed to create schemas."""
    with connect("owner", settings) as connection:
        if connection.execute("select to_regnamespace(%s) is not null", [SCHEMA]).fetchone() == (True,):
            return
    with open_admin(settings) as admin:
        owner = sql.Identifier(login_of("owner"))
        admin.execute(sql.SQL("create schema if not exists {} authorization {}").format(sql.Identifier(SCHEMA), owner))


def _given(settings: Settings) -> dict[str, str]:
    """Every setting as its variable, paths absolute, so that a process started elsewhere means the same."""
    absolute = settings.model_copy(
        update={
            "home": settings.home_path,
            "landing": settings.landing_path,
            "sources": settings.sources_path,
            "geoip_database": settings.geoip_path if settings.geoip_database else None,
        }
    )
    values = {name: getattr(absolute, name) for name in Settings.model_fields}
    return {
        f"METERHOUSE_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in values.items()
        if value is not None
    }
