"""A record is kept once, however often it is sent; what stands first goes on standing."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.warehouse.resources.conftest import (
    ACTIVE,
    CLOSE,
    EVENT,
    INACTIVE,
    LINK,
    OPEN,
    RATE,
    Send,
    rows_of,
)
from warehouse.errors import RecordRefused
from warehouse.ledger import ledger_horizon
from warehouse.resources import put, read_standing
from warehouse.settings import Settings

KINDS = {
    "providers": {"provider_id": "heroku", "name": "Heroku"},
    "rate_codes": RATE,
    "billable_events": OPEN,
    "resource_ownerships": ACTIVE,
    "account_links": LINK,
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_record_again_is_the_same_record(house: Settings, kind: str) -> None:
    known = kind in ("providers", "rate_codes")
    first = put(kind, KINDS[kind], house)
    again = put(kind, KINDS[kind], house)

    assert (first.outcome, again.outcome) == ("repeated" if known else "created", "repeated")
    assert first.record == again.record
    assert rows_of(house, kind) == 1


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("providers", {"name": "Horoku"}),
        ("rate_codes", {"rate_cents": 6}),
        ("billable_events", {"qty": 2}),
        ("resource_ownerships", {"owner_id": "a2"}),
        ("account_links", {"payer_id": "pm2"}),
    ],
)
def test_an_id_sent_again_with_other_content_changes_nothing_and_is_kept_as_a_conflict(
    house: Settings, kind: str, changed: dict[str, object]
) -> None:
    first = put(kind, KINDS[kind], house)
    for _ in range(2):
        other = put(kind, KINDS[kind] | changed, house)
        assert (other.outcome, other.record) == ("conflict", first.record)
    assert put(kind, KINDS[kind], house).outcome == "repeated"
    assert rows_of(house, kind) == 2


def test_a_replayed_open_does_not_reopen(send: Send, house: Settings) -> None:
    assert [send(OPEN).outcome, send(CLOSE).outcome, send(OPEN).outcome] == ["created", "created", "repeated"]
    assert [record.state for record in read_standing("billable_events", OPEN, house)] == ["open", "close"]  # type: ignore[attr-defined]


def test_a_close_needs_only_its_id_and_its_time(send: Send, house: Settings) -> None:
    send(OPEN, qty="1.50")
    assert send(CLOSE).outcome == "created"
    opened, closed = read_standing("billable_events", {"provider_id": "heroku", "event_id": EVENT}, house)
    assert (opened.rate_code, opened.qty, closed.happened_at) == (
        "web",
        Decimal("1.5"),
        datetime(2011, 1, 6, tzinfo=UTC),
    )  # type: ignore[attr-defined]


def test_a_close_that_comes_first_waits_for_its_open(send: Send, house: Settings) -> None:
    assert [send(CLOSE).outcome, send(OPEN).outcome, send(CLOSE).outcome] == ["created", "created", "repeated"]
    assert len(read_standing("billable_events", OPEN, house)) == 2


def test_an_open_and_a_close_of_one_instant_are_no_contradiction(send: Send) -> None:
    assert send(OPEN).outcome == "created"
    assert send(CLOSE, time=OPEN["time"]).outcome == "created"


def test_the_same_content_is_the_same_however_it_is_written(send: Send, house: Settings) -> None:
    send(OPEN, qty=1)
    for changed in (
        {"qty": "1.0"},
        {"qty": None},
        {"qty": "1E0"},
        {"time": "2011-01-01 00:00:00 +0000"},
        {"time": "2011-01-01"},
        {"time": "2011-01-01T05:30:00+05:30"},
        {"time": "2010-12-31t18:30:00.000000-0530"},
        {"time": datetime(2011, 1, 1)},  # noqa: DTZ001 - a time without a zone is UTC
    ):
        assert send(OPEN, **changed).outcome == "repeated", changed
    assert rows_of(house, "billable_events") == 1


def test_instants_are_kept_to_the_microsecond(send: Send) -> None:
    at = datetime(2011, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)
    assert send(OPEN, time="2011-01-01T00:00:00,1234567Z").record.happened_at == at  # type: ignore[attr-defined]
    assert send(OPEN, time="2011-01-01T00:00:00.123457Z").outcome == "conflict"


def test_an_id_of_another_provider_is_another_id(send: Send, house: Settings) -> None:
    put("providers", {"provider_id": "engineyard"}, house)
    put("rate_codes", RATE | {"provider_id": "engineyard", "rate_cents": 7}, house)
    assert send(OPEN).outcome == "created"
    assert send(OPEN, provider_id="engineyard", time="2012-01-01T00:00:00Z").outcome == "created"
    assert send(CLOSE).outcome == "created"
    with pytest.raises(RecordRefused, match="an end cannot come first"):
        send(CLOSE, provider_id="engineyard")


def test_a_rate_code_without_a_slug_gets_one_of_its_content(house: Settings) -> None:
    plain = {"provider_id": "heroku", "rate_cents": 5, "rate_period": "hour"}
    first = put("rate_codes", plain, house)
    slug = first.record.slug  # type: ignore[attr-defined]

    assert first.outcome == "created"
    assert put("rate_codes", plain, house).record.slug == slug  # type: ignore[attr-defined]
    assert put("rate_codes", plain | {"slug": slug}, house).outcome == "repeated"
    assert put("rate_codes", plain | {"rate_period": "month"}, house).record.slug != slug  # type: ignore[attr-defined]


def test_an_ownership_that_ends_needs_only_its_id_and_its_time(send: Send) -> None:
    assert send(INACTIVE, "resource_ownerships").outcome == "created"
    assert send(ACTIVE, "resource_ownerships").outcome == "created"


def test_a_link_without_a_time_holds_from_the_beginning_and_without_a_payer_the_client_pays(house: Settings) -> None:
    link = {"provider_id": "heroku", "owner_id": "a1", "client_id": "acme"}
    stands = put("account_links", link, house).record

    assert (stands.valid_from, stands.payer_id) == (None, "acme")  # type: ignore[attr-defined]
    assert put("account_links", link | {"payer_id": "acme"}, house).outcome == "repeated"
    assert put("account_links", link | {"valid_from": "2011-02-01", "payer_id": "pm2"}, house).outcome == "created"


def test_every_row_that_is_written_has_a_ledger_number_and_what_is_not_written_moves_no_horizon(
    send: Send, house: Settings
) -> None:
    before = ledger_horizon(house)
    send(OPEN)
    after = ledger_horizon(house)
    send(OPEN)
    assert before < after == ledger_horizon(house)
