"""A ledger of resources for each test, whose marts take milliseconds to make."""

from pathlib import Path

import pytest

from tests.billing.books import Books, Library
from tests.conftest import Databases
from tests.dbt_project.calls import Dbt


@pytest.fixture(scope="session")
def library(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library.make(databases, tmp_path_factory.mktemp("library"), Dbt(tmp_path_factory.mktemp("dbt")))


@pytest.fixture
def books(library: Library, tmp_path: Path) -> Books:
    """An empty ledger with one provider and a rate of 5 cents an hour."""
    made = Books(library.copy(tmp_path / "home"), library.queries)
    made.rate()
    return made
