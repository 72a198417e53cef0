"""A version's SQL files, run in order of their names."""

from pathlib import Path

from alembic import op


def run_sql_files(version_file: str) -> None:
    """Runs the files of the folder named like the version, as they stand: on the driver's connection, past any `%`."""
    driver_connection = op.get_bind().connection.dbapi_connection
    assert driver_connection is not None  # noqa: S101 - Alembic always runs online here
    for file in sorted(Path(version_file).with_suffix("").glob("*.sql")):
        driver_connection.execute(file.read_bytes())
