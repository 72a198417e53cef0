"""dbt for the cases that go through the marts."""

import pytest

from tests.dbt_project.calls import Dbt


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    return Dbt(tmp_path_factory.mktemp("dbt"))
