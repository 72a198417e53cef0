"""The ledger: loads, verdicts, usage events, pseudonyms, quarantine, reference records."""

from pathlib import Path

from alembic import op

revision = "0001_ledger"
down_revision = None


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one, as they stand: on the driver's connection, past any `%`."""
    driver_connection = op.get_bind().connection.dbapi_connection
    assert driver_connection is not None  # noqa: S101 - Alembic always runs online here
    for file in sorted(Path(__file__).with_suffix("").glob("*.sql")):
        driver_connection.execute(file.read_bytes())
