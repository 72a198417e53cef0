"""Erasing a person: tombstones, the record of it, and the one way in which `raw` is changed."""

from warehouse.schema.sql_files import run_sql_files

revision = "0008_erasures"
down_revision = "0007_locations"


def upgrade() -> None:
    """Runs the SQL files of the folder beside this one."""
    run_sql_files(__file__)
