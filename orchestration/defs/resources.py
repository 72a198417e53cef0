"""What assets are given: the settings, and dbt."""

from collections.abc import Mapping

from dagster_dbt import DbtCliResource

from orchestration.dbt_calls import dbt_executable, dbt_project
from warehouse.settings import Settings


def build_resources(settings: Settings) -> Mapping[str, object]:
    """Resources by the names under which assets ask for them; nothing is opened yet."""
    project = str(dbt_project(settings))
    dbt = DbtCliResource(project_dir=project, profiles_dir=project, dbt_executable=str(dbt_executable()))
    return {"settings": settings, "dbt": dbt}
