"""Months that have begun for billing, whether anything was used in them or not."""

from warehouse.schema.sql_files import run_sql_files

revision = "0015_begun_months"
down_revision = "0014_erased_reasons"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
