"""What counts, by day, client, user, dealer and clock: against numbers counted by hand from the small world."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.dbt_project.conftest import Built
from tests.dbt_project.world import LONG_ENDPOINT

MARCH_1, MARCH_2, MARCH_3 = (date(2026, 3, day) for day in (1, 2, 3))


def test_of_equal_records_one_counts_and_the_days_are_accounted_for(built: Built) -> None:
    days = built.rows("select usage_date, stored, counted, repeated from marts.fct_days_built order by 1")

    assert days == [(MARCH_1, 7, 5, 2), (MARCH_2, 4, 3, 1), (MARCH_3, 1, 1, 0)]


def test_a_day_is_built_through_the_last_verdict_that_touched_it(built: Built) -> None:
    verdicts = dict(built.rows("select load_id, max(verdict_no) from raw.load_verdicts group by load_id"))
    second, third = verdicts[built.loads.second], verdicts[built.loads.third]

    assert built.rows("select built_through_no from marts.fct_days_built order by usage_date") == [
        (third,),
        (second,),
        (third,),
    ]


def test_a_client_has_its_outcomes_and_bytes(built: Built) -> None:
    rows = built.rows(
        "select usage_date, client_id, requests, successes, client_errors, server_errors, response_bytes "
        "from marts.agg_client_usage_daily order by 1, 2"
    )

    assert rows == [
        (MARCH_1, "acme", 2, 1, 1, 0, 150),
        (MARCH_1, "bharat", 1, 1, 0, 0, 10),
        (MARCH_1, "fleeting", 1, 1, 0, 0, 1000),
        (MARCH_1, "globex", 1, 1, 0, 0, 0),
        (MARCH_2, "acme", 2, 1, 0, 1, 0),
        (MARCH_2, "anonymous", 1, 1, 0, 0, 7),
        (MARCH_3, "acme", 1, 1, 0, 0, 30),
    ]


def test_a_late_evening_is_the_next_morning_in_kolkata(built: Built) -> None:
    rows = built.rows(
        "select usage_date, local_date, local_hour_at from marts.fct_usage_hourly where client_id = 'bharat'"
    )

    assert rows == [(MARCH_1, MARCH_2, datetime.fromisoformat("2026-03-02 05:00"))]


def test_a_time_zone_that_does_not_exist_is_utc(built: Built) -> None:
    assert built.rows("select time_zone from marts.dim_clients where client_id = 'globex'") == [("UTC",)]
    assert built.rows("select local_date from marts.fct_usage_daily where client_id = 'globex'") == [(MARCH_1,)]


def test_what_a_record_does_not_say_is_kept_under_none(built: Built) -> None:
    rows = built.rows(
        "select status_code, outcome, project_id, dealer_id, country, quantity from marts.fct_usage_daily "
        "where client_id = 'globex'"
    )

    assert rows == [(0, "success", "none", "none", "unknown", Decimal("2.5"))]


def test_an_endpoint_of_any_length_is_counted(built: Built) -> None:
    query = "select endpoint, requests from marts.fct_usage_daily where client_id = 'anonymous'"

    assert built.rows(query) == [(LONG_ENDPOINT, 1)]


def test_users_and_addresses_are_found_behind_their_keys(built: Built) -> None:
    users = built.rows(
        "select users.user_id, sum(usage.requests) from marts.fct_user_usage_daily as usage "
        "inner join marts.dim_users as users using (user_key) group by 1 order by 1"
    )
    addresses = built.rows(
        "select ips.ip, sum(usage.requests) from marts.fct_ip_usage_daily as usage "
        "inner join marts.dim_ips as ips using (ip_key) where usage.usage_date = '2026-03-02' group by 1 order by 1"
    )

    assert users == [("ann", 4), ("bob", 1), ("eve", 1), ("none", 2), ("raj", 1)]
    assert addresses == [("10.0.0.1", 2), ("none", 1)]


def test_a_dealer_has_its_records(built: Built) -> None:
    rows = built.rows(
        "select client_id, dealer_id, records_new, records_changed, records_total "
        "from marts.agg_dealer_usage_daily where dealer_id <> 'none'"
    )

    assert rows == [("acme", "d1", 3, 1, 4)]


def test_a_mistyped_attribute_is_unknown(built: Built) -> None:
    assert built.rows("select birth_year, spend, is_known from marts.dim_users where user_id = 'ann'") == [
        (1990, None, True)
    ]


@pytest.mark.parametrize("field", ["requests", "response_bytes", "records_new", "latency_requests", "quantity"])
def test_events_and_facts_answer_the_same(built: Built, field: str) -> None:
    facts, events = (
        built.rows(f"select usage_date, sum({field}) from marts.{mart} group by 1 order by 1")
        for mart in ("fct_usage_daily", "fct_usage_events")
    )

    assert facts == events
    assert len(facts) == 3
