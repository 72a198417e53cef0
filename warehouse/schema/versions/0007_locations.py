"""Where addresses are, as MaxMind databases said."""

from warehouse.schema.sql_files import run_sql_files

revision = "0007_locations"
down_revision = "0006_references"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
