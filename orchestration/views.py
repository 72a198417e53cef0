"""Views upon the daily facts, which a change of a view below them takes away with it."""

from orchestration.dbt_calls import Progress, run_dbt
from orchestration.dbt_commands import view_arguments
from orchestration.dbt_manifest import read_manifest
from warehouse.database import connect
from warehouse.settings import Settings


def make_missing_views(settings: Settings, through: int, on_progress: Progress | None = None) -> None:
    """Makes views again that are gone though the daily facts stand: a build of days would, but no day may be due."""
    if missing := _missing_views(settings):
        run_dbt(view_arguments(missing, through), settings, on_progress)


def _missing_views(settings: Settings) -> list[str]:
    nodes = read_manifest(settings)["nodes"].values()
    views = {node["name"]: node["schema"] for node in nodes if node["config"].get("materialized") == "view"}
    with connect("owner", settings) as connection:
        if connection.execute("select to_regclass('marts.fct_days_built') is null").fetchone() == (True,):
            return []
        rows = connection.execute(
            "select name from unnest(%s::text[], %s::text[]) as view (schema, name) "
            "where to_regclass(format('%%I.%%I', schema, name)) is null order by name",
            [list(views.values()), list(views)],
        )
        return [name for (name,) in rows]
