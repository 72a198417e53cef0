"""The ledger: loads, verdicts, usage events, pseudonyms, quarantine, reference records."""

from pathlib import Path

from alembic import op

revision = "0001_ledger"
down_revision = None


def upgrade() -> None:
    """Runs the SQL file beside this one, as it stands: on the driver's connection, since it holds percent signs."""
    driver_connection = op.get_bind().connection.dbapi_connection
    assert driver_connection is not None  # noqa: S101 - Alembic always runs online here
    driver_connection.execute(Path(__file__).with_suffix(".sql").read_bytes())
