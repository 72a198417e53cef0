"""Which processes of the system belong to a data folder, so that a server that was killed is not taken for alive."""

import contextlib
import time
from pathlib import Path

from warehouse.errors import DatabaseError

PROCESSES = Path("/proc")
ORPHAN_SECONDS = 30.0


def is_postgres(pid: int) -> bool:
    """Whether `pid` is a server still: after a reboot the number may be anybody's, after a kill a zombie's."""
    if not PROCESSES.exists():
        return True
    with contextlib.suppress(OSError):
        return b"postgres" in (PROCESSES / str(pid) / "cmdline").read_bytes()
    return False


def forget_dead_server(folder: Path) -> None:
    """Removes the pid file of a server that was killed where its number is still taken.

    PostgreSQL does so by itself unless a process of that number exists: a zombie that nobody collects, or another
    program after a reboot. First waits for the dead server's orphans to go, since they still write to the folder.
    """
    file = folder / "postmaster.pid"
    with contextlib.suppress(OSError, IndexError, ValueError):
        if is_postgres(int(file.read_text().splitlines()[0])):
            return
        deadline = time.monotonic() + ORPHAN_SECONDS
        while any(_works_in(process, folder) for process in PROCESSES.glob("[0-9]*")):
            if time.monotonic() > deadline:
                raise DatabaseError(f"Processes of a killed PostgreSQL still work in {folder}. End them first.")
            time.sleep(0.05)
        file.unlink()


def _works_in(process: Path, folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return (process / "cwd").resolve() == folder
    return False
