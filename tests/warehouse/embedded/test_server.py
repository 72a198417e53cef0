import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from warehouse.embedded import ensure_server, stop_server
from warehouse.settings import Settings

START = "from warehouse.settings import Settings; from warehouse.embedded import ensure_server; "


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Settings]:
    home = Settings(home=tmp_path / "home", _env_file=None, database_url=None)
    yield home
    stop_server(home)


def postmaster(own: Settings) -> int:
    return int((own.home_path / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def test_two_processes_that_start_at_once_get_one_server(own: Settings) -> None:
    program = f"{START} print(ensure_server(Settings(home={str(own.home)!r})).port)"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("METERHOUSE_")}
    both = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    ports = {process.communicate(timeout=60)[0].strip() for process in both}
    assert ports == {str(ensure_server(own).port)}


def test_a_killed_server_comes_back_with_what_was_committed(own: Settings) -> None:
    server = ensure_server(own)
    with psycopg.connect(server.dsn("postgres")) as connection:
        connection.execute("create table kept (n integer)")
        connection.execute("insert into kept values (42)")
    os.kill(postmaster(own), signal.SIGKILL)
    time.sleep(0.5)
    with psycopg.connect(ensure_server(own).dsn("postgres")) as connection:
        assert connection.execute("select n from kept").fetchone() == (42,)


def test_the_server_keeps_its_port_over_a_restart(own: Settings) -> None:
    port = ensure_server(own).port
    assert stop_server(own)
    assert ensure_server(own).port == port


def test_nobody_enters_without_the_generated_password_which_only_its_owner_reads(own: Settings) -> None:
    server = ensure_server(own)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://postgres:guess@127.0.0.1:{server.port}/postgres")
    mode = stat.S_IMODE((own.home_path / "credentials.json").stat().st_mode)
    assert mode == 0o600
    with psycopg.connect(server.dsn("postgres")) as connection:
        assert connection.execute("show password_encryption").fetchone() == ("scram-sha-256",)
        assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)


def test_a_start_that_was_killed_half_way_is_begun_again(own: Settings) -> None:
    leftover = own.home_path / "postgres.new"
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18\n")
    with psycopg.connect(ensure_server(own).dsn("postgres")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
