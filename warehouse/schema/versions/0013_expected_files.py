"""Landing days of which a person said that no file will come."""

from warehouse.schema.sql_files import run_sql_files

revision = "0013_expected_files"
down_revision = "0012_rights"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
