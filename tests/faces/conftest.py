"""One house with closed and open months, for everything that shows billing."""

import pytest

from tests.browser.conftest import browser, dashboard, page
from tests.conftest import Databases
from tests.faces.house import live
from tests.faces.readable import readable_by_billing
from tests.rating.books import Books
from tests.streamlit_app.conftest import open_page, use
from warehouse.settings import Settings

__all__ = ["browser", "dashboard", "open_page", "page", "use"]


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


@pytest.fixture(scope="session")
def world(house: Books) -> Settings:
    """What the dashboard in the browser shows."""
    return house.settings
