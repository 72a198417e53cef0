"""The open/close ledger of billable resources."""

from warehouse.schema.sql_files import run_sql_files

revision = "0009_resources"
down_revision = "0008_erasures"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
