"""dbt for the houses of this folder, and one house that is built once."""

import pytest

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.rating.books import Books
from tests.rating.house import WINDOW, write_house


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    return Dbt(tmp_path_factory.mktemp("dbt"))


@pytest.fixture(scope="session")
def house(databases: Databases, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The house of house.py, built and tested; not to be changed."""
    books = Books(databases.create(tmp_path_factory.mktemp("house")), tmp_path_factory.mktemp("files"))
    write_house(books)
    dbt.must(books.settings, "build", "--exclude", "test_type:unit", *WINDOW)
    return books
