"""The ledger: loads, verdicts, usage events, pseudonyms, quarantine, reference records."""

from warehouse.schema.sql_files import run_sql_files

revision = "0001_ledger"
down_revision = None


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
