"""What assets are given: the settings, and dbt."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from dagster_dbt import DbtCliResource
from packaging.version import Version

from orchestration.dbt_artifacts import dbt_project
from orchestration.dbt_calls import dbt_executable
from warehouse.settings import Settings


class HouseDbt(DbtCliResource):
    """dbt without two things that dagster-dbt does before each call, some six seconds of work together."""

    @property
    def _cli_version(self) -> Version:
        """Known without starting dbt, which stands in this same environment."""
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:  # noqa: ARG002 - dagster-dbt's form
        """Not needed: it loads the project once more for row counts and columns, which the house reads itself."""
        return None


def build_resources(settings: Settings) -> Mapping[str, object]:
    """Resources by the names under which assets ask for them; nothing is opened yet."""
    project = str(dbt_project(settings))
    return {
        "settings": settings,
        "dbt": HouseDbt(project_dir=project, profiles_dir=project, dbt_executable=str(dbt_executable())),
    }
