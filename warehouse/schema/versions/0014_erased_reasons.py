"""Reasons given for empty landing days, which an erasure blots out as those of verdicts."""

from warehouse.schema.sql_files import run_sql_files

revision = "0014_erased_reasons"
down_revision = "0013_expected_files"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
