"""A ledger of features for each test, whose marts take milliseconds to make."""

from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.rights.books import Books, Library


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    return Dbt(tmp_path_factory.mktemp("dbt"))


@pytest.fixture(scope="session")
def library(databases: Databases, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library.make(databases, tmp_path_factory.mktemp("library"), dbt)


@pytest.fixture
def books(library: Library, tmp_path: Path) -> Books:
    """A ledger with a plan, `basic`, that has a feature of each type: 10 seats, 100 calls a month, sign-on."""
    made = library.copy(tmp_path / "home", tmp_path / "files")
    write_basic(made)
    return made


def write_basic(books: Books) -> None:
    books.feature("seats", "Limitation")
    books.feature("calls", "Consumption")
    books.feature("sign-on", "OnOff")
    books.plan("basic")
    books.include("basic", "seats", 10)
    books.include("basic", "calls", 100)
    books.include("basic", "sign-on")
    books.subscribe("acme", "basic")
