"""One house that has lived through the story; not to be changed."""

import pytest

from tests.closing.story import (
    FEBRUARY,
    JANUARY,
    MARCH,
    begin,
    close_month,
    live_february,
    live_january,
    live_march,
)
from tests.conftest import Databases
from tests.rating.books import Books
from warehouse.book import Closing


@pytest.fixture(scope="session")
def books(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder = tmp_path_factory.mktemp("story")
    return Books(databases.create(folder / "home"), folder)


@pytest.fixture(scope="session")
def closings(books: Books) -> list[Closing]:
    """Three months are lived through and closed."""
    begin(books)
    live_january(books)
    first = close_month(books, JANUARY)
    late = live_february(books)
    second = close_month(books, FEBRUARY)
    live_march(books, late)
    return [first, second, close_month(books, MARCH)]
