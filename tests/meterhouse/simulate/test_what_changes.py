"""A simulated world has something of everything that changes in mid-day: listings, agencies, names, bands."""

from collections import Counter

from meterhouse.simulate import Truth
from meterhouse.simulate.truth import UsageTruth
from tests.meterhouse.simulate.conftest import SimulatedWorld
from tests.meterhouse.simulate.registry_files import read_rows


def test_an_api_begins_to_be_listed_one_ends_and_one_never_is(world: SimulatedWorld) -> None:
    """With the days before, of, and after a change at mid-day, counted apart."""
    truth = world.truth
    used = {(row["provider_id"], row["api_id"]) for row in truth.api_days}
    assert used - {(row["provider_id"], row["api_id"]) for row in truth.listings} == {("northwind", "fleet")}
    share = {day: shares(truth, day) for day in ("2026-03-02", "2026-03-03", "2026-03-05", "2026-03-06")}
    weather, accounts = ("northwind", "weather"), ("house", "accounts")
    assert (share["2026-03-02"][weather], share["2026-03-05"][weather]) == (0, 1)
    assert 0 < share["2026-03-03"][weather] < 1
    assert (share["2026-03-03"][accounts], share["2026-03-06"][accounts]) == (1, 0)
    assert 0 < share["2026-03-05"][accounts] < 1


def shares(truth: Truth, day: str) -> dict[tuple[str, str], float]:
    """The listed share of each API's requests on a UTC day."""
    counts: tuple[Counter[tuple[str, str]], ...] = (Counter(), Counter())
    usages: tuple[UsageTruth, ...] = (truth.listed, truth)
    for count, usage in zip(counts, usages, strict=True):
        for row in usage.api_days:
            count[row["provider_id"], row["api_id"]] += row["requests"] * (row["usage_date"] == day)
    listed, every = counts
    return {api: listed[api] / requests for api, requests in every.items() if requests}


def test_usage_comes_from_every_band_and_place_and_from_none_that_is_known(world: SimulatedWorld) -> None:
    truth = world.truth
    assert {row["age_band"] for row in truth.age_band_days} == {
        "0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+", "unknown",
    }  # fmt: skip
    assert {row["spend_band"] for row in truth.spend_band_days} >= {"50-99", "1000+", "unknown"}
    assert {row["gender"] for row in truth.gender_days} == {"female", "male", "diverse", "unknown"}
    places = {(row["country"], row["region"], row["city"]) for row in truth.place_days}
    unknown = "unknown"
    assert {(unknown,) * 3, ("CH", unknown, unknown), ("CA", "CA-QC", unknown)} < places
    assert ("BR", "BR-SP", "São Paulo") in places


def test_a_client_moves_to_another_agency_at_mid_day(world: SimulatedWorld) -> None:
    rows = [row for row in world.truth.versions if row["kind"] == "clients"]
    moved, renamed = (
        [row for row in rows if row["id"] == client and row["valid_from"]] for client in client_ids(world, 1, 4)
    )
    assert [row["valid_from"] for row in moved] == ["2026-03-04T11:45:00Z"]
    assert [row["name"].endswith(" Group") for row in renamed] == [True]
    agencies = {row["agency_id"] for row in world.truth.agency_days}
    assert agencies == {"none", *client_ids(world, 2, 6, 12)}


def client_ids(world: SimulatedWorld, *numbers: int) -> list[str]:
    """Clients by the number of their line in the first reference file, which lacks two of them."""
    rows = read_rows(world.out / "landing" / "reference" / "clients.csv")
    first = [row["client_id"] for row in rows if not row["effective_at"]]
    return [first[number] for number in numbers]
