import pytest

from tests.conftest import Databases
from tests.whole_way.arriving import Arrived, arrive


@pytest.fixture(scope="session")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Arrived:
    """A simulated world that has arrived, half by half, in a home of its own."""
    return arrive(databases.create(tmp_path_factory.mktemp("world") / "home"))
