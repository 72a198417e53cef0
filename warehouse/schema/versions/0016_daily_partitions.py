"""Daily facts lie in a partition for each month, in a schema of their own."""

from warehouse.schema.sql_files import run_sql_files

revision = "0016_daily_partitions"
down_revision = "0015_begun_months"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
