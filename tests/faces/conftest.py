"""One house with closed and open months, for everything that shows billing."""

import pytest

from tests.conftest import Databases
from tests.faces.house import live
from tests.faces.readable import readable_by_billing
from tests.rating.books import Books


@pytest.fixture(scope="session")
def lived(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> tuple[Books, dict[str, set[str]]]:
    """The house, and what the billing team could read after each step."""
    folder = tmp_path_factory.mktemp("house")
    books = Books(databases.create(folder / "home"), folder)
    return books, {step: readable_by_billing(books) for step in live(books)}


@pytest.fixture(scope="session")
def house(lived: tuple[Books, dict[str, set[str]]]) -> Books:
    """The house of house.py; not to be changed."""
    return lived[0]
