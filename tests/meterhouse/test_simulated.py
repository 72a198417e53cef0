"""The simulated world is put into a home once, whole, and never over what is there."""

import shutil
from pathlib import Path

import pytest

from meterhouse import simulated
from meterhouse.simulate import read_truth, simulate
from meterhouse.simulated import place_simulated_world
from warehouse.errors import MeterhouseError
from warehouse.settings import Settings

DAYS, EVENTS, SEED = 2, 3_000, 3
PARTS = ["corrections", "landing", "locations.mmdb", "truth.json", "withdrawn.json"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home whose world is small."""
    for name, value in (("DAYS", DAYS), ("EVENTS", EVENTS), ("SEED", SEED)):
        monkeypatch.setattr(simulated, name, value)
    return Settings(home=tmp_path / "home", _env_file=None)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_world_is_made_once_and_located_by_its_own_database(home: Settings) -> None:
    told: list[str] = []
    place_simulated_world(home, told.append)
    place_simulated_world(home, told.append)
    assert told == ["3,000 events over 2 days"]
    assert names(home.home_path) == PARTS
    assert home.geoip_path == home.home_path / "locations.mmdb"
    for file in read_truth(home.home_path / "truth.json").files:
        assert (home.landing_path / file.path).is_file()


@pytest.mark.parametrize("moved", [[], ["landing"], ["landing", "locations.mmdb", "withdrawn.json"]])
def test_a_run_that_was_killed_while_it_put_the_world_in_place_is_finished_by_the_next(
    home: Settings, moved: list[str]
) -> None:
    making = home.home_path / "simulating"
    simulate(making, DAYS, EVENTS, SEED)
    for name in moved:
        (making / name).rename(home.home_path / name)
    told: list[str] = []
    place_simulated_world(home, told.append)
    assert told == []
    assert names(home.home_path) == PARTS


def test_a_run_that_was_killed_while_it_made_the_world_begins_anew(home: Settings) -> None:
    making = home.home_path / "simulating"
    simulate(making, DAYS, EVENTS, SEED)
    (making / "truth.json").unlink()
    shutil.rmtree(making / "landing" / "gateway")
    place_simulated_world(home, lambda _: None)
    assert names(home.home_path) == PARTS
    assert (home.landing_path / "gateway").is_dir()


@pytest.mark.parametrize("own", ["landing/nginx/access.log", "locations.mmdb"])
def test_what_is_there_already_is_not_mixed_with_a_world(home: Settings, own: str) -> None:
    path = home.home_path / own
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(MeterhouseError, match="not the simulated world's"):
        place_simulated_world(home, lambda _: None)
    assert path.read_text() == "mine"
