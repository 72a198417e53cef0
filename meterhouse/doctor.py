"""What is wrong with an installation, and what to do: each examination looks at one thing and changes nothing."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import psycopg

from orchestration.dbt_calls import dbt_executable
from orchestration.dbt_manifest import manifest_path
from orchestration.expected_files import expected_files
from warehouse.database import connect
from warehouse.erasure import read_erasures
from warehouse.errors import MeterhouseError
from warehouse.ledger import count_behind, landing_files, opened_location_database, read_loads, touched_days
from warehouse.resources import is_behind
from warehouse.rights import is_behind as are_rights_behind
from warehouse.schema.upgrade import newest_version
from warehouse.settings import ROLES, Settings
from warehouse.sources import read_sources

State = Literal["well", "look", "wrong"]
GIBIBYTE = 2**30
LEAST_FREE, SCARCE_FREE = 1, 10  # GiB
VERSIONS = range(150000, 190000)
NAMES_SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """What one examination found; `todo` says what to do unless all is well."""

    what: str
    state: State
    sentence: str
    todo: str = ""


Examination = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings) -> Iterator[Finding]:
    """Every examination in the order in which things rest on one another; one that cannot be made is a finding."""
    is_new = settings.database_url is None and not (settings.home_path / "postgres").exists()
    if is_new:
        yield Finding("Database", "look", "not made yet", "`make run`, or the first load, makes it.")
    for examination in INSTALLATION if is_new else (*INSTALLATION, *LEDGER):
        name = (examination.__doc__ or "").rstrip(".")
        try:
            yield from examination(settings)
        except (MeterhouseError, psycopg.Error, OSError) as error:
            yield Finding(name, "wrong", str(error).strip().splitlines()[0], "Mend this first; the rest may follow.")


def _home(settings: Settings) -> Iterator[Finding]:
    """Home."""
    home = settings.home_path
    existing = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(existing).free / GIBIBYTE
    state: State = "well" if free >= SCARCE_FREE else "look" if free >= LEAST_FREE else "wrong"
    todo = "" if state == "well" else "Free some space: a full disk refuses loads and builds, though it loses nothing."
    yield Finding("Home", state, f"{home}, {free:,.1f} GiB free", todo)
    secrets = home / "credentials.json"
    if secrets.exists() and stat.S_IMODE(secrets.stat().st_mode) & 0o077:
        yield Finding("Credentials", "wrong", f"{secrets} can be read by others", f"chmod 600 {secrets}")


def _database(settings: Settings) -> Iterator[Finding]:
    """Database."""
    with connect("owner", settings) as connection:
        version = connection.info.server_version
        where = f"{connection.info.host}:{connection.info.port}, {'own' if settings.database_url else 'embedded'}"
        unsafe = [
            name
            for name in ("fsync", "full_page_writes", "synchronous_commit")
            if connection.execute(f"show {name}".encode()).fetchone() == ("off",)
        ]
        row = connection.execute("select version_num from meterhouse.schema_version").fetchone()
    supported = version in VERSIONS
    todo = "" if supported else "PostgreSQL 15 to 18 are supported: point METERHOUSE_DATABASE_URL at such a server."
    yield Finding("Database", "well" if supported else "wrong", f"PostgreSQL {version // 10000} at {where}", todo)
    for name in unsafe:
        yield Finding(
            "Durability", "wrong", f"{name} is off", "Turn it on: a crash may lose what was said to be stored."
        )
    if row is None or row[0] != newest_version():
        known = "none" if row is None else row[0]
        yield Finding("Schema", "look", f"version {known}, not {newest_version()}", "The next command upgrades it.")
    else:
        yield Finding("Schema", "well", f"version {row[0]}")


def _roles(settings: Settings) -> Iterator[Finding]:
    """Roles."""
    for role in ROLES:
        connect(role, settings).close()
    yield Finding("Roles", "well", ", ".join(ROLES) + " can log in")


def _sources(settings: Settings) -> Iterator[Finding]:
    """Sources."""
    sources = read_sources(settings.sources_path)
    yield Finding("Sources", "well", f"{len(sources)} definitions in {settings.sources_path}")
    root = settings.landing_path
    if not root.is_dir():
        yield Finding("Landing zone", "look", f"{root} does not exist", "Make it, or set METERHOUSE_LANDING.")
        return
    known = {file.path for file in landing_files(settings, sources)}
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and "reference" not in path.parts]
    strange = [str(path.relative_to(root)) for path in files if path not in known and not path.name.startswith(".")]
    if strange:
        shown = ", ".join(strange[:NAMES_SHOWN]) + (" …" if len(strange) > NAMES_SHOWN else "")
        todo = "Compare their paths with the `landing` patterns of the sources: files that match none are never loaded."
        yield Finding("Landing zone", "look", f"{len(strange)} of {len(files)} files match no source: {shown}", todo)
    else:
        yield Finding("Landing zone", "well", f"{root}, {len(files)} files, each of a known source")


def _dbt(settings: Settings) -> Iterator[Finding]:
    """dbt."""
    if not dbt_executable().exists():
        yield Finding("dbt", "wrong", f"{dbt_executable()} is not there", "make setup")
    elif not manifest_path(settings).exists():
        yield Finding("dbt", "look", "the project was not parsed yet", "The next build parses it.")
    else:
        yield Finding("dbt", "well", str(manifest_path(settings)))


def _location_database(settings: Settings) -> Iterator[Finding]:
    """Location database."""
    with opened_location_database(settings) as database:
        found = f"{database.edition}, {database.path}" if database else "none set: usage that says no place is unknown"
    yield Finding("Location database", "well", found)


def _addresses(settings: Settings) -> Iterator[Finding]:
    """Addresses."""
    with opened_location_database(settings) as database:
        behind = count_behind(settings, database.edition) if database else 0
    if behind:
        sentence = f"{behind:,} were not looked up in this edition of the location database"
        yield Finding("Addresses", "look", sentence, "`meterhouse locate`, then `meterhouse build`.")


def _ledger(settings: Settings) -> Iterator[Finding]:
    """Ledger."""
    loads = read_loads(settings)
    held = [load for load in loads if load.status == "held"]
    if held:
        numbers = ", ".join(str(load.load_id) for load in held[:NAMES_SHOWN])
        todo = "`meterhouse loads --state held` shows them; `accept` or `void` each."
        yield Finding("Ledger", "look", f"{len(held)} of {len(loads)} loads are held: {numbers}", todo)
    else:
        yield Finding("Ledger", "well", f"{len(loads)} loads, none held")


def _expected_files(settings: Settings) -> Iterator[Finding]:
    """Expected files."""
    found = expected_files(settings, datetime.now(UTC))
    if found.missing:
        todo = f"`meterhouse expected --from {found.missing[0].landing_date}` lists them and says what to do."
        yield Finding("Expected files", "look", found.sentence, todo)
    elif found.days:
        yield Finding("Expected files", "well", found.sentence)


def _erasures(settings: Settings) -> Iterator[Finding]:
    """Erasures."""
    if unfinished := [str(one.erasure_id) for one in read_erasures(settings) if not one.finished_at]:
        todo = "The same `meterhouse erase-user CLIENT USER` goes on with it."
        yield Finding("Erasures", "look", f"not finished: {', '.join(unfinished)}", todo)


def _marts(settings: Settings) -> Iterator[Finding]:
    """Marts."""
    if days := touched_days(settings):
        todo = "`meterhouse build` builds them; with Dagster running its sensor does."
        yield Finding("Marts", "look", f"{len(days)} days wait to be built, from {days[0]} to {days[-1]}", todo)
    else:
        yield Finding("Marts", "well", "no day waits to be built")
    if is_behind(settings):
        yield Finding("Billing", "look", "records of resources wait to be built", "`meterhouse build` builds them.")
    if are_rights_behind(settings):
        yield Finding(
            "Rights", "look", "features, or changes of them, wait to be built", "`meterhouse build` builds them."
        )


INSTALLATION: tuple[Examination, ...] = (_home, _sources, _dbt, _location_database)
LEDGER: tuple[Examination, ...] = (_database, _roles, _ledger, _expected_files, _erasures, _addresses, _marts)
