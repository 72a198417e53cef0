"""The sum that the facts are made with."""

from warehouse.schema.sql_files import run_sql_files

revision = "0005_totals"
down_revision = "0004_corrections"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
