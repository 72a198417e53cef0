"""Loaders that can be killed: each waits in a process of its own until it is told to begin."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import Databases
from warehouse.database import connect
from warehouse.embedded import ensure_server, stop_server
from warehouse.schema import upgrade
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings

# How many times the loader, the server and a build are killed; `make test-deep` asks for more.
DEEP = os.environ.get("METERHOUSE_TEST_DEPTH") == "deep"
LOADER_KILLS, SERVER_KILLS, BUILD_KILLS = (50, 10, 5) if DEEP else (6, 2, 0)
LINES, FIRST_DAY = 20_000, 1
CODE = """
import sys
from pathlib import Path
from tests.faults.conftest import load
from tests.warehouse.ledger.conftest import source
import warehouse.parsing
print("ready", flush=True)
sys.stdin.readline()
load(Path(sys.argv[1]), sys.argv[2])
print("done", flush=True)
"""
ACCOUNTED = """
    select load.load_id, load.stored, count(event.load_id)
    from raw.loads as load
    full join raw.usage_events as event on load.load_id = event.load_id
    group by load.load_id, load.stored
    having load.stored is distinct from count(event.load_id)
"""
STRAY = """
    select 'quarantine', count(*) from raw.quarantine where load_id not in (select load_id from raw.loads)
    union all
    select 'days', count(*) from raw.load_days where load_id not in (select load_id from raw.loads)
    union all
    select 'places', count(*) from raw.ip_locations where load_no not in (select load_no from raw.loads)
    union all
    select 'given ids', count(*) from raw.given_ids where load_id not in (select load_id from raw.loads)
"""


def load(path: Path, identity: str) -> None:
    """What the process does once it is told to: the settings come from its environment."""
    from tests.warehouse.ledger.conftest import source
    from warehouse.ledger import load_file
    from warehouse.settings import settings

    load_file(path, source(f"by_{identity}", identity), settings=settings(), accept=True)


class Loader:
    """A process that loads one file when it is told to begin."""

    def __init__(self, path: Path, identity: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(path), identity],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def begin(self) -> None:
        """Lets it load."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill_after(self, seconds: float) -> bool:
        """Kills it with -9; whether it had finished before."""
        time.sleep(seconds)
        self.process.send_signal(signal.SIGKILL)
        output, _ = self.process.communicate()
        return "done" in output


def write_lines(path: Path, first: int = 0, lines: int = LINES) -> Path:
    """A file of so many records over three days, every hundredth line broken."""
    rows = (
        '{"broken"' if number % 100 == 99 else
        f'{{"time": "2026-03-0{number % 3 + 1}T10:00:00Z", "id": "r{number}", "client": "acme", "status": 200, '
        f'"ip": "81.2.{number % 50}.{number % 251}"}}'
        for number in range(first, first + lines)
    )  # fmt: skip
    path.write_text("\n".join(rows) + "\n")
    return path


def faults_in(settings: Settings) -> list[object]:
    """Loads whose rows are not as many as they say, rows without a load."""
    with connect("owner", settings) as connection:
        wrong = connection.execute(ACCOUNTED).fetchall()
        stray = [row for row in connection.execute(STRAY).fetchall() if row[1]]
    return [*wrong, *stray]


def wait_for_silence(settings: Settings) -> None:
    """Until the killed process's backend has noticed, and rolled back."""
    query = "select count(*) from pg_stat_activity where datname = current_database() and usename = 'meterhouse_loader'"
    deadline = time.monotonic() + 30
    with connect("owner", settings, autocommit=True) as connection:
        while connection.execute(query).fetchone() != (0,):
            assert time.monotonic() < deadline, "a killed loader's session does not end"
            time.sleep(0.02)


@pytest.fixture
def own_server(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A ledger on a server of its own, which may be killed."""
    assert databases
    for name in [name for name in os.environ if name.startswith("METERHOUSE_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("METERHOUSE_HOME", str(tmp_path / "home"))
    own = Settings(_env_file=None)
    current_settings.cache_clear()
    upgrade(own)
    yield own
    stop_server(own)
    current_settings.cache_clear()


def kill_server(settings: Settings) -> None:
    """Kills the server, all of its processes at once as a power cut would."""
    postmaster = int((settings.home_path / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    with psycopg.connect(ensure_server(settings).dsn("postgres"), autocommit=True) as connection:
        backends = [pid for (pid,) in connection.execute("select pid from pg_stat_activity")]
    for pid in (postmaster, *backends):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
