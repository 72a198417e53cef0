"""Start, find and stop the embedded server; several processes that ask at once get the same one."""

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from warehouse.credentials import read_credentials
from warehouse.embedded.binaries import binary, give_to_server_user, identity, major_version
from warehouse.embedded.processes import forget_dead_server, is_postgres
from warehouse.embedded.tuning import configuration
from warehouse.errors import DatabaseError
from warehouse.settings import Settings

START_SECONDS = 120  # After kill -9 the server first replays its WAL, up to max_wal_size of it.
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Server:
    """A running server: its port on loopback and its superuser's password."""

    port: int
    password: str

    def dsn(self, database: str) -> str:
        """Connection URL of the superuser to `database`."""
        return f"postgresql://postgres:{self.password}@{HOST}:{self.port}/{database}"


def ensure_server(settings: Settings) -> Server:
    """The server of this home, initialised and started if it is not there; survives its own kill -9.

    It keeps running when the caller ends: `stop_server` ends it. Raises `DatabaseError` with the server's last words.
    """
    folder = settings.home_path / "postgres"
    password = read_credentials(settings)["admin"]
    with _locked(settings.home_path):
        if not folder.exists():
            _initialise(folder, password)
        port = _running_port(folder) or _awaited_port(folder) or _start(folder)
    return Server(port, password)


def stop_server(settings: Settings) -> bool:
    """Stops the server of this home after a checkpoint; false if none ran."""
    folder = settings.home_path / "postgres"
    with _locked(settings.home_path):
        if _running_port(folder) is None:
            return False
        _run("pg_ctl", "-D", str(folder), "-m", "fast", "-w", "-t", str(START_SECONDS), "stop")
    return True


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _initialise(folder: Path, password: str) -> None:
    """Makes the data folder under another name and moves it into place, so that a killed start leaves none."""
    beginning = folder.with_name("postgres.new")
    shutil.rmtree(beginning, ignore_errors=True)
    beginning.mkdir(mode=0o700)
    secret = beginning.with_name("postgres.password")
    secret.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
        give_to_server_user(beginning)
        give_to_server_user(secret)
        has_builtin = major_version() >= 17
        builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        locale = builtin if has_builtin else ("--locale=C.UTF-8",)
        options = ("--encoding=UTF8", "--auth=scram-sha-256", "--username=postgres", "--no-instructions")
        _run("initdb", "-D", str(beginning), f"--pwfile={secret}", *locale, *options)
    finally:
        secret.unlink(missing_ok=True)
    beginning.rename(folder)


def _start(folder: Path) -> int:
    forget_dead_server(folder)
    log = folder / "server.log"
    port = _free_port(folder.with_name("postgres.port"))
    options = " ".join(f"-c {name}='{value}'" for name, value in configuration(port).items())
    try:
        _run("pg_ctl", "-D", str(folder), "-l", str(log), "-w", "-t", str(START_SECONDS), "-o", options, "start")
    except DatabaseError as error:
        if begun := _awaited_port(folder):
            return begun
        last_words = "\n".join(log.read_text(errors="replace").splitlines()[-12:]) if log.exists() else "(no log)"
        raise DatabaseError(f"{error} Its log {log} ends:\n{last_words}") from None
    return port


def _free_port(kept: Path) -> int:
    """The port of last time if nobody took it, so that saved connection settings stay true; else any free one."""
    for wanted in (int(kept.read_text()) if kept.exists() else 0, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, wanted))
            port: int = probe.getsockname()[1]
            kept.write_text(str(port))
            return port
    raise DatabaseError("No free TCP port on 127.0.0.1 for the embedded PostgreSQL.")


def _running_port(folder: Path) -> int | None:
    """The port of the ready server in `folder`, read from its own pid file, or none."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        lines = (folder / "postmaster.pid").read_text().splitlines()
        port = int(lines[3])
        with socket.create_connection((HOST, port), timeout=2):
            return port if lines[7].strip() == "ready" and is_postgres(int(lines[0])) else None
    return None


def _awaited_port(folder: Path) -> int | None:
    """The port of a server whose start somebody began who was killed meanwhile; none if there is no such server."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and _is_starting(folder):
        if port := _running_port(folder):
            return port
        time.sleep(0.05)
    return None


def _is_starting(folder: Path) -> bool:
    with contextlib.suppress(OSError, IndexError, ValueError):
        return is_postgres(int((folder / "postmaster.pid").read_text().splitlines()[0]))
    return False


def _run(program: str, *arguments: str) -> None:
    result = subprocess.run(
        [str(binary(program)), *arguments],
        **identity(),
        cwd="/",
        env={**os.environ, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if result.returncode:
        raise DatabaseError(f"The embedded PostgreSQL's {program} failed. {(result.stderr or '').strip()}")
