"""An erasure that is killed at every step; doing it again finishes the work, and meanwhile nothing comes back."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from tests.meterhouse.test_cli import call
from tests.warehouse.erasure.conftest import ANN, BROKEN, HERS, HERS_TOO, UNMAPPED, USAGE, USERS, VALUES, House, hers
from warehouse import erasure
from warehouse.settings import Settings

STEPS = (
    "Tombstones", "Dagster's records and logs", "Quarantined lines and reasons", "Ledger", "Dimensions", "Dead rows",
)  # fmt: skip
CODE = f"""
import os, signal, sys
from contextlib import contextmanager
from orchestration.erasing import erase
from warehouse import erasure
from warehouse.erasure import Person
from warehouse.settings import settings

@contextmanager
def step(title):
    if title == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    yield lambda text: None

person = Person.of("acme", "{ANN}", settings())
with erasure.erasing_alone(settings()):
    erase(person, erasure.find_holdings(person, settings()), settings(), step)
"""
# Once the ledger has forgotten her, only the dimensions name her; once they are made anew, nothing does.
NAMED: dict[str, set[str]] = {"Dimensions": {ANN, HERS, HERS_TOO, "31337"}, "Dead rows": set()}
REPORTED = (
    "select age_band, income_band, gender, count(*), sum(requests) from marts.fct_user_usage_daily group by 1, 2, 3"
)
DIMENSION = "select count(*) from marts.dim_users where user_id = %s and client_id = 'acme'"


@pytest.mark.timeout(600)
def test_whenever_an_erasure_is_killed_doing_it_again_finishes_it(settings: Settings, tmp_path: Path) -> None:
    ensure_manifest(settings)
    house = House(settings, tmp_path)
    house.load("first.jsonl", *[record for record in USAGE if record.get("client") != "bolt"], *BROKEN)
    house.refer("users.jsonl", *USERS)
    build(settings)
    reported = sorted(house.rows(REPORTED))
    for place, step in enumerate(STEPS):
        killed = subprocess.run([sys.executable, "-c", CODE, step], capture_output=True, text=True, check=False)
        assert killed.returncode == -9, killed.stderr
        begun = erasure.read_erasures(settings)
        assert [one.state for one in begun] == (["unfinished"] if place else [])
        if begun:
            house.load(f"meanwhile{place}.jsonl", hers(30 + place, ip=f"192.0.2.{place}"), *BROKEN, accept=False)
            assert f"192.0.2.{place}" not in house.dump()
            assert house.rows(UNMAPPED) == []
        assert house.named() == NAMED.get(step, set(VALUES)), step
    assert house.rows(DIMENSION, ANN) == [(0,)]

    done = call("erase-user", "acme", ANN, "--yes")
    assert done.exit_code == 0, done.output
    assert house.named() == set()
    (finished,) = erasure.read_erasures(settings)
    assert (finished.state, finished.counts["user_keys"], finished.counts["ip_keys"]) == ("finished", 1, 2)
    assert sorted(house.rows(REPORTED)) == reported
