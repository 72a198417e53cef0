"""Which days name whom, so that a reference that comes late rebuilds those days and no others."""

from warehouse.schema.sql_files import run_sql_files

revision = "0006_references"
down_revision = "0005_totals"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
