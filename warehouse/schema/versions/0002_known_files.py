"""Files known again by fingerprint; block ranges summarised by the load that wrote them."""

from warehouse.schema.sql_files import run_sql_files

revision = "0002_known_files"
down_revision = "0001_ledger"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
