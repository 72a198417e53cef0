"""A full disk refuses a load in one sentence and loses nothing."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.conftest import LINES, faults_in, write_lines
from tests.warehouse.ledger.conftest import source
from warehouse.database import connect
from warehouse.embedded import ensure_server
from warehouse.embedded.binaries import give_to_server_user
from warehouse.errors import DatabaseError
from warehouse.ledger import load_file, read_loads
from warehouse.settings import Settings


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False).returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_load_that_does_not_fit_is_refused_whole_and_succeeds_once_there_is_space(
    own_server: Settings, small_disk: Path, tmp_path: Path
) -> None:
    give_to_server_user(small_disk)
    with psycopg.connect(ensure_server(own_server).dsn("meterhouse"), autocommit=True) as admin:
        admin.execute(f"create tablespace small location '{small_disk}'".encode())
        admin.execute("grant create on tablespace small to public")
        admin.execute("alter database meterhouse set default_tablespace = small")
    path = write_lines(tmp_path / "a.jsonl")
    with pytest.raises(DatabaseError, match=r"No space left on device\. Nothing of a\.jsonl was stored"):
        load_file(path, source(), settings=own_server, accept=True)
    assert read_loads(own_server) == []
    assert faults_in(own_server) == []
    subprocess.run(["mount", "-o", "remount,size=200m", small_disk], check=True)
    load = load_file(path, source(), settings=own_server, accept=True)
    assert (load.lines, load.stored) == (LINES, LINES - LINES // 100)
    with connect("owner", own_server) as connection:
        assert connection.execute("select count(*) from raw.usage_events").fetchone() == (load.stored,)
    with psycopg.connect(ensure_server(own_server).dsn("meterhouse"), autocommit=True) as admin:
        admin.execute("alter database meterhouse reset default_tablespace")
