"""The register of ids that senders gave."""

from warehouse.schema.sql_files import run_sql_files

revision = "0003_given_ids"
down_revision = "0002_known_files"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
