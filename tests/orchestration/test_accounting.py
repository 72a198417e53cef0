"""The loads of a day as the Dagster UI lists them: each with its state, why, and what corrects it."""

from datetime import date, timedelta
from typing import Any

import pytest

from orchestration.accounting import loads_of_days
from orchestration.presentation import day_metadata
from warehouse import ledger
from warehouse.settings import Settings
from warehouse.sources import Source, find_source

DAY = date(2026, 3, 2)


@pytest.fixture
def gateway(house: Settings) -> Source:
    return find_source("gateway", house)


def shown(house: Settings, day: date = DAY) -> list[list[str]]:
    """The cells of the day's table but for the file's name: load, state, why, correction, stored."""
    (loads,) = loads_of_days([day], house).values()
    lines = str(day_metadata(loads)["loads"].value).splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [[row[0], *row[4:8]] for row in cells]


def test_a_replaced_load_stays_listed_as_voided_and_names_what_replaced_it(
    house: Settings, landing: Any, gateway: Source
) -> None:
    wrong = ledger.load_file(landing.gateway(DAY, "wrong", [DAY], per_day=2), gateway, settings=house, accept=True)
    right = ledger.load_file(
        landing.gateway(DAY, "right", [DAY], per_day=3), gateway, settings=house, replaces=wrong.load_id
    )
    first, second = str(wrong.load_id), str(right.load_id)
    assert shown(house) == [
        [first, "accepted", "accepted without checks", f"to be replaced by {second}", "2"],
        [second, "held", "not judged yet", f"to replace {first}", "3"],
    ]

    ledger.accept(house, right.load_id, "the right file")
    assert shown(house) == [
        [first, "voided", f"replaced by load {second}: the right file", f"replaced by {second}", "2"],
        [second, "accepted", "the right file", f"replaces {first}", "3"],
    ]


def test_a_voided_file_is_not_what_replaces_a_load(house: Settings, landing: Any, gateway: Source) -> None:
    next_day = DAY + timedelta(days=1)
    wrong = ledger.load_file(landing.gateway(DAY, "wrong", [DAY]), gateway, settings=house, accept=True).load_id
    mistaken = landing.gateway(DAY, "mistaken", [next_day])
    ledger.void(house, ledger.load_file(mistaken, gateway, settings=house, replaces=wrong).load_id, "not that one")
    assert shown(house)[0][3] == ""

    right = ledger.load_file(landing.gateway(DAY, "right", [next_day]), gateway, settings=house, replaces=wrong).load_id
    ledger.accept(house, right, "the right file")
    assert shown(house)[0][3] == f"replaced by {right}"
    assert [row[1:3] for row in shown(house, next_day)] == [["voided", "not that one"], ["accepted", "the right file"]]


def test_released_lines_name_the_load_they_are_of(house: Settings, landing: Any, gateway: Source) -> None:
    good = '{"time": "2026-03-02T12:00:00Z", "id": "a", "client": "acme", "path": "/orders", "status": 200}'
    odd = '{"at": "2026-03-02T13:00:00Z", "id": "b", "client": "acme", "path": "/orders", "status": 200}'
    path = landing.write(f"gateway/{DAY}/odd.jsonl", [good, odd])
    load = ledger.load_file(path, gateway, settings=house, accept=True)
    definition = house.sources_path / "gateway.yaml"
    definition.write_text(definition.read_text().replace("{field: time}", "{field: [time, at]}"))

    taken_up = ledger.release_lines(load.load_id, find_source("gateway", house), settings=house, why="`at` is read now")

    assert shown(house) == [
        [str(load.load_id), "accepted", "accepted without checks", "", "1"],
        [str(taken_up.load_id), "accepted", "`at` is read now", f"lines of {load.load_id} released", "1"],
    ]
