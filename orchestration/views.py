"""Views upon the daily facts, which a change of a view below them takes away with it."""

from orchestration.dbt_calls import Progress, run_dbt
from orchestration.dbt_commands import view_arguments
from orchestration.first_build import missing_relations
from warehouse.database import connect
from warehouse.settings import Settings


def make_missing_views(settings: Settings, through: int, on_progress: Progress | None = None) -> None:
    """Makes views again that are gone though the daily facts stand: a build of days would, but no day may be due."""
    if missing := _missing_views(settings):
        run_dbt(view_arguments(missing), settings, on_progress, through=through)


def _missing_views(settings: Settings) -> list[str]:
    with connect("owner", settings) as connection:
        if connection.execute("select to_regclass('marts.fct_days_built') is null").fetchone() == (True,):
            return []
        return missing_relations(connection, settings, ["view"])
