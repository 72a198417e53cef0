"""The book of frozen invoices."""

from warehouse.schema.sql_files import run_sql_files

revision = "0011_closing"
down_revision = "0010_rating"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
