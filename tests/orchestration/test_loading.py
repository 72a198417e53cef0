import gzip
from datetime import date, timedelta
from typing import Any

from orchestration.landing import new_files
from orchestration.loading import load_landed
from warehouse import ledger
from warehouse.settings import Settings
from warehouse.sources import Source

DAY = date(2026, 3, 2)


def test_a_day_loads_its_own_files_and_only_once(house: Settings, sources: list[Source], landing: Any) -> None:
    landing.gateway(DAY, "a", [DAY])
    landing.web(DAY, "b", DAY)
    landing.gateway(DAY + timedelta(days=1), "tomorrow", [DAY])

    first = load_landed(sources, [DAY], house)[0]
    again = load_landed(sources, [DAY], house)[0]

    assert sorted(load.source for load in first.loads) == ["gateway", "web"]
    assert first.total("stored") == 6
    assert [check.status for check in first.checks] == ["accepted", "accepted"]
    assert again.loads == ()
    assert [load.status for load in ledger.read_loads(house)] == ["accepted", "accepted"]


def test_a_refused_file_stops_no_other_and_says_how_to_try_again(
    house: Settings, sources: list[Source], landing: Any
) -> None:
    good = landing.gateway(DAY, "good", [DAY])
    broken = good.with_name("broken.jsonl.gz")
    broken.write_bytes(gzip.compress(good.read_bytes() * 50)[:-20])

    landed = load_landed(sources, [DAY], house)[0]

    assert [load.file_name for load in landed.loads] == [str(good)]
    assert [check.status for check in landed.checks] == ["accepted"]
    assert [file.path for file in landed.refused] == [broken]
    assert landed.refused[0].retry == f"meterhouse load {broken} --source gateway"
    assert "gzip" in landed.refused[0].sentence


def test_a_load_that_was_never_judged_is_judged_when_its_day_is_loaded_again(
    house: Settings, sources: list[Source], landing: Any
) -> None:
    path = landing.gateway(DAY, "a", [DAY])
    left = ledger.load_file(path, next(s for s in sources if s.name == "gateway"), settings=house, landing_date=DAY)
    assert left.awaits_verdict

    landed = load_landed(sources, [DAY], house)[0]

    assert [(check.load_id, check.status) for check in landed.checks] == [(left.load_id, "accepted")]
    assert len(ledger.read_loads(house)) == 1


def test_a_withdrawn_file_is_not_loaded_again_by_its_day(house: Settings, sources: list[Source], landing: Any) -> None:
    landing.gateway(DAY, "a", [DAY])
    load = load_landed(sources, [DAY], house)[0].loads[0]
    ledger.void(house, load.load_id, "sent by mistake")

    assert new_files(sources, house) == []
    assert load_landed(sources, [DAY], house)[0].loads == ()


def test_a_held_load_holds_no_other(house: Settings, sources: list[Source], landing: Any) -> None:
    landing.gateway(DAY, "good", [DAY], per_day=50)
    landing.gateway(DAY, "bad", [DAY], per_day=50, bad=20)

    landed = load_landed(sources, [DAY], house)[0]

    by_file = {load.file_name: load.load_id for load in landed.loads}
    states = {load.load_id: load.status for load in ledger.read_loads(house)}
    assert {name.rsplit("/", 1)[-1]: states[load_id] for name, load_id in by_file.items() if name} == {
        "good.jsonl": "accepted",
        "bad.jsonl": "held",
    }


def test_every_day_may_bring_the_same_empty_file(house: Settings, sources: list[Source], landing: Any) -> None:
    days = [DAY, DAY + timedelta(days=1)]
    for day in days:
        landing.write(f"gateway/{day}/empty.jsonl", [])

    landed = load_landed(sources, days, house)

    assert [[check.status for check in day.checks] for day in landed] == [["accepted"], ["accepted"]]
    assert new_files(sources, house) == []


def test_an_empty_file_is_accepted(house: Settings, sources: list[Source], landing: Any) -> None:
    landing.write(f"gateway/{DAY}/empty.jsonl", [])

    landed = load_landed(sources, [DAY], house)[0]

    assert [(load.lines, load.stored) for load in landed.loads] == [(0, 0)]
    assert [check.status for check in landed.checks] == ["accepted"]
