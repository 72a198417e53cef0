"""What is reported of the use of features."""

from warehouse.schema.sql_files import run_sql_files

revision = "0012_rights"
down_revision = "0011_closing"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
