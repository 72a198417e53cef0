"""Meters, plans, prices and subscriptions: what refuses a file whole, with line and field, and what it changes."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.reference.conftest import Refer
from warehouse.database import connect
from warehouse.errors import LoadRefused
from warehouse.reference import load_reference
from warehouse.settings import Settings

FIFTH, SIXTH, SEVENTH = date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 7)
CALLS = {"meter_id": "calls", "name": "Calls", "aggregation": "count"}
SUMS = {"meter_id": "paid", "name": "Paid", "aggregation": "sum", "value": "quantity"}
BASIC = {"plan_id": "basic", "name": "Basic", "currency": "EUR"}
PRICE = {"price_id": "p", "plan_id": "basic", "meter_id": "calls", "model": "standard", "unit_amount": "0.1"}
OURS = {"subscription_id": "s", "client_id": "acme", "plan_id": "basic", "starts_at": "2026-03-06T00:00:00Z"}


@pytest.fixture
def priced(refer: Refer) -> Refer:
    """A ledger that knows a meter of calls, one of payments, a plan and a price."""
    refer("meters", CALLS, SUMS)
    refer("plans", BASIC)
    refer("prices", PRICE)
    return refer


def stored(settings: Settings) -> list[tuple[Any, ...]]:
    with connect("owner", settings) as connection:
        return connection.execute("select source, count(*) from raw.loads group by 1 order by 1").fetchall()


@pytest.mark.parametrize(
    ("kind", "record", "said"),
    [
        ("meters", CALLS | {"aggregation": "mean"}, "aggregation: Input should be 'count', "),
        ("meters", CALLS | {"value": "quantity"}, "value: a count has no value"),
        ("meters", SUMS | {"value": "price"}, "value: a sum needs one of quantity, .*; not 'price'"),
        ("meters", SUMS | {"aggregation": "percentile"}, "percentile: a percentile needs it"),
        ("meters", SUMS | {"percentile": 95}, "percentile: a sum has none"),
        ("meters", CALLS | {"filter": {"colour": ["red"]}}, "filter: events have no 'colour'"),
        ("meters", CALLS | {"filter": {"operation": ["reads"]}}, "filter: there is no operation 'reads'"),
        ("meters", SUMS | {"aggregation": "max", "carries_over": True}, "carries_over: a max begins anew"),
        ("meters", CALLS | {"keeps_events": True}, "keeps_events: only a sum or a latest"),
        ("plans", BASIC | {"currency": "Euro"}, "currency: 'Euro' is no currency"),
        ("prices", PRICE | {"model": "stairs"}, "model: Input should be 'recurring', "),
        ("prices", PRICE | {"unit_amount": None}, "unit_amount: a standard price needs it"),
        ("prices", PRICE | {"unit_amount": "ten"}, "unit_amount: Input should be a valid decimal"),
        ("prices", PRICE | {"unit_amount": "-0.1"}, "unit_amount: Input should be greater than or equal to 0"),
        ("prices", PRICE | {"unit_amount": "Infinity"}, "unit_amount: Input should be a finite number"),
        ("prices", PRICE | {"unit_amount": "1000000000000"}, "unit_amount: Input should be less than"),
        ("prices", PRICE | {"unit_amount": "0.0000000000001"}, "unit_amount: .*no more than 12 decimal places"),
        ("prices", PRICE | {"included": -5}, "included: Input should be greater than or equal to 0"),
        ("prices", PRICE | {"package_size": 5}, "package_size: a standard price has none"),
        ("prices", PRICE | {"minimum": 5, "maximum": 4}, "maximum: 4 is below the minimum of 5"),
        ("prices", PRICE | {"model": "package", "unit_amount": None, "package_size": 0, "package_amount": 1},
         "package_size: Input should be greater than 0"),
        ("subscriptions", {k: v for k, v in OURS.items() if k != "starts_at"}, "starts_at: Field required"),
        ("subscriptions", OURS | {"ends_at": "2026-03-05T00:00:00Z"}, "ends_at: .* is not after starts_at"),
        ("subscriptions", OURS | {"client_id": "anonymous"}, "client_id: .* is never billed"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_is_refused(
    priced: Refer, used: Settings, kind: str, record: dict[str, Any], said: str
) -> None:
    before = stored(used)
    with pytest.raises(LoadRefused, match=rf"wrong\.jsonl, line 2, {said}"):
        priced(kind, FINE[kind], record, name="wrong")
    assert stored(used) == before


FINE = {
    "meters": CALLS | {"meter_id": "fine"},
    "plans": BASIC | {"plan_id": "fine"},
    "prices": {"price_id": "fine", "plan_id": "basic", "model": "recurring", "amount": "9.99"},
    "subscriptions": OURS | {"subscription_id": "fine"},
}


@pytest.mark.parametrize(
    ("tiers", "said"),
    [
        ([], "there is no tier"),
        ([{"from": 1, "unit": 1}], "tier 1 begins with 1, not with 0"),
        ([{"from": 0, "to": 10, "unit": 1}, {"from": 12, "unit": 1}], "tier 2, from 12, leaves a hole after tier 1"),
        ([{"from": 0, "to": 10, "unit": 1}, {"from": 9, "unit": 1}], "tier 2, from 9, overlaps tier 1"),
        ([{"from": 0, "to": 0.5, "unit": 1}, {"from": 1.5, "unit": 1}], "leaves a hole after tier 1"),
        ([{"from": 0, "to": 0, "unit": 1}, {"from": 0, "unit": 1}], "tier 1 ends with 0, before it begins"),
        ([{"from": 0, "unit": 1}, {"from": 5, "unit": 1}], "tier 2 lies beyond tier 1, which has no end"),
        ([{"from": 0, "to": 10, "unit": 1}], "the last tier ends with 10"),
        ([{"from": 0, "unit": "1", "rate_percent": "2"}], "tier 1 has rate_percent: a tier of it has flat and unit"),
        ("[{", "is no JSON"),
    ],
)
def test_tiers_with_holes_or_overlaps_are_refused(priced: Refer, tiers: object, said: str) -> None:
    graduated = {"price_id": "p", "plan_id": "basic", "meter_id": "calls", "model": "graduated", "tiers": tiers}
    with pytest.raises(LoadRefused, match=f"line 1, tiers: .*{said}"):
        priced("prices", graduated)


@pytest.mark.parametrize(
    ("kind", "record", "said"),
    [
        ("prices", PRICE | {"plan_id": "pro"}, "plan_id: there is no plan 'pro'; load the plans first"),
        ("prices", PRICE | {"meter_id": "bytes"}, "meter_id: there is no meter 'bytes'; load the meters first"),
        ("prices", PRICE | {"price_id": "q"}, "meter_id: price p of the same plan has it already"),
        ("prices", PRICE | {"currency": "USD"}, "currency: plan basic is in EUR, not in USD"),
        ("prices", {"price_id": "q", "plan_id": "basic", "meter_id": "calls", "model": "percentage",
                    "rate_percent": 1}, "meter_id: a percentage is one of a sum"),
        ("prices", {"price_id": "q", "plan_id": "basic", "meter_id": "paid", "model": "percentage", "rate_percent": 1,
                    "free_events": 1}, "meter_id: a price of single events needs a meter that keeps them"),
        ("prices", {"price_id": "q", "plan_id": "basic", "meter_id": "paid", "model": "level",
                    "tiers": [{"from": 0, "flat": 1}]}, "meter_id: a level price needs a latest"),
        ("plans", BASIC | {"currency": "USD"}, "currency: plan basic is in EUR and stays so"),
        ("meters", SUMS | {"meter_id": "calls"}, "aggregation: meter calls is a count and stays one"),
        ("subscriptions", OURS | {"plan_id": "pro"}, "plan_id: there is no plan 'pro'"),
    ],
)  # fmt: skip
def test_what_disagrees_with_what_is_known_is_refused(
    priced: Refer, used: Settings, kind: str, record: dict[str, Any], said: str
) -> None:
    before = stored(used)
    with pytest.raises(LoadRefused, match=rf"known\.jsonl, line 1, {said}"):
        priced(kind, record)
    assert stored(used) == before


def test_one_bill_has_one_currency(priced: Refer) -> None:
    priced("plans", BASIC | {"plan_id": "dollars", "currency": "USD"})
    priced("subscriptions", OURS | {"ends_at": "2026-04-01T00:00:00Z"})
    dollars = OURS | {"subscription_id": "t", "plan_id": "dollars"}
    with pytest.raises(LoadRefused, match=r"line 1, plan_id: dollars is in USD, and s of the same client.* in EUR"):
        priced("subscriptions", dollars)
    assert priced("subscriptions", dollars | {"starts_at": "2026-04-01T00:00:00Z"}).stored == 1
    assert priced("subscriptions", dollars | {"subscription_id": "u", "client_id": "bolt"}).stored == 1


def test_a_deleted_price_makes_way_for_another(priced: Refer) -> None:
    priced("prices", PRICE | {"is_deleted": True})
    assert priced("prices", PRICE | {"price_id": "q"}).stored == 1


def test_a_csv_has_tiers_as_json_and_every_digit(priced: Refer, used: Settings, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    tiers = '"[{""from"": 0, ""to"": 0.1, ""unit"": 0.123456789012}, {""from"": 0.1, ""unit"": 1}]"'
    path.write_text(f"price_id,plan_id,meter_id,model,tiers\nq,basic,paid,volume,{tiers}\n")
    load = load_reference(path, "prices", used)
    with connect("owner", used) as connection:
        row = connection.execute(
            "select payload #>> '{tiers,0,unit}', payload #>> '{tiers,1,from}', payload #>> '{tiers,1,to}' "
            "from raw.reference_records where load_id = %s",
            [load.load_id],
        ).fetchone()
    assert priced
    assert row == ("0.123456789012", "0.1", None)


def test_a_meter_touches_all_days_from_when_it_holds(priced: Refer) -> None:
    assert priced("meters", CALLS | {"meter_id": "new"}).touched_days == [FIFTH, SIXTH, SEVENTH]
    changed = CALLS | {"filter": {"operation": "read"}, "effective_at": "2026-03-06T12:00:00Z"}
    assert priced("meters", changed).touched_days == [SIXTH, SEVENTH]


def test_prices_and_subscriptions_touch_the_days_within_which_they_begin_or_end(priced: Refer) -> None:
    at_noon = {"effective_at": "2026-03-06T12:00:00Z"}
    assert priced("prices", PRICE | {"unit_amount": "0.2"} | at_noon).touched_days == [SIXTH]
    assert priced("prices", PRICE | {"unit_amount": "0.3", "effective_at": "2026-03-07T00:00:00Z"}).touched_days == []
    assert priced("subscriptions", OURS | {"ends_at": "2026-03-07T18:00:00Z"}).touched_days == [SEVENTH]
    # The end moves to midnight: what was parted is not any more.
    assert priced("subscriptions", OURS | {"ends_at": "2026-03-08T00:00:00Z"}).touched_days == [SEVENTH]


def test_months_are_touched_from_the_first_that_changes(priced: Refer, used: Settings) -> None:
    loads = [
        priced("prices", PRICE | {"unit_amount": "0.2", "effective_at": "2026-05-01T00:00:00Z"}),
        priced("subscriptions", OURS),
        priced("subscriptions", OURS | {"ends_at": "2026-06-15T00:00:00Z"}),
    ]
    with connect("owner", used) as connection:
        rows = connection.execute(
            "select load_id, from_month from raw.rating_touches where load_id = any(%s) order by load_id",
            [[load.load_id for load in loads]],
        ).fetchall()
    # The first instant of May is April somewhere. An end that is learned today changes no month before its own.
    assert [month for _, month in rows][:2] == [date(2026, 4, 1), date(2026, 3, 1)]
    assert rows[2][1] >= date(2026, 3, 1)
