"""What usage costs: the formulas of all charge models, and which months a price changes."""

from warehouse.schema.sql_files import run_sql_files

revision = "0010_rating"
down_revision = "0009_resources"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
