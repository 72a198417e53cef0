"""Passwords of the database roles and the pseudonym key, generated once and kept in one file readable by its owner."""

import fcntl
import json
import os
import secrets
from pathlib import Path

from warehouse.errors import SettingsError
from warehouse.settings import ROLES, Role, Settings

NAMES = ("admin", *ROLES, "pseudonym_key")


def read_credentials(settings: Settings) -> dict[str, str]:
    """All generated secrets by name, made (file mode 0600) when first asked for.

    Safe for processes that start at once: they share one file, written under a lock and moved into place whole.
    """
    home = settings.home_path
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"METERHOUSE_HOME, {home}, cannot be made a folder: {error.strerror}.") from None
    path = home / "credentials.json"
    with (home / "credentials.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = {name: secrets.token_urlsafe(32) for name in NAMES if name not in kept}
        if missing:
            kept |= missing
            _write_private(path, json.dumps(kept, indent=1))
    return kept


def password_of(role: Role, settings: Settings) -> str:
    """The role's password: from the settings if given there, else the generated one."""
    given = {
        "owner": settings.owner_password,
        "loader": settings.loader_password,
        "collector": settings.collector_password,
        "reader": settings.reader_password,
        "billing": settings.billing_password,
    }[role]
    return given.get_secret_value() if given else read_credentials(settings)[role]


def pseudonym_key(settings: Settings) -> bytes:
    """The key of all pseudonyms of this ledger; another key would make the same person another person."""
    given = settings.pseudonym_key
    return (given.get_secret_value() if given else read_credentials(settings)["pseudonym_key"]).encode()


def _write_private(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
