"""Loads that replace others, and loads that release quarantined lines."""

from warehouse.schema.sql_files import run_sql_files

revision = "0004_corrections"
down_revision = "0003_given_ids"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
