"""What the billing team's own login may read, and that it may do nothing else, however the marts were made."""

from decimal import Decimal

import psycopg
import pytest

from tests.dbt_project.calls import PROJECT
from tests.rating.books import Books
from warehouse.credentials import read_credentials
from warehouse.database import connect
from warehouse.schema import ensure_schema, upgrade
from warehouse.settings import Settings

MODELS = PROJECT / "models" / "marts" / "billing"
# Without single events: whose and when, and of some meters which user or address.
OF_BILLING = {f"marts.{path.stem}" for path in MODELS.rglob("*.sql")} - {
    "marts.fct_counted_events",
    "marts.fct_metered_events",
}
JANUARY = "where usage_month = '2026-01-01'"


def read(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with connect("billing", settings) as connection:
        return connection.execute(query.encode()).fetchall()


def test_it_reads_the_marts_of_billing_and_nothing_else_however_they_were_made(
    lived: tuple[Books, dict[str, set[str]]],
) -> None:
    books, readable = lived
    assert list(readable) == ["built", "made anew", "closed", "built again"]
    for step, relations in readable.items():
        assert relations == OF_BILLING, step
    assert read(books.settings, "select sum(amount_cents) from marts.fct_invoices where currency = 'EUR'") == [
        (2800 + 2412 + 1938,)
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "insert into marts.fct_months_rated values ('2026-01-01', 0, 0)",
        "update marts.fct_rated_usage set amount_cents = 0",
        "delete from marts.fct_not_billed",
        "truncate marts.dim_prices",
        "drop view marts.fct_invoices",
        "create table marts.mine ()",
        "create table public.mine ()",
        "create schema mine",
        "create view marts.mine as select 1",
        "alter table marts.fct_not_billed disable row level security",
        "insert into book.closings default values",
        "select book.close_month('2026-03-01', 1, 'me', null, false, null, '[]')",
        "select rating.cents(1)",
        "select raw.metered_attributes()",
        "set role meterhouse_reader",
        "set role meterhouse_owner",
    ],
)
def test_it_writes_nothing_and_is_nobody_else(house: Books, statement: str) -> None:
    with connect("billing", house.settings) as connection:
        # Also if somebody forgoes the login's own caution.
        connection.execute("set transaction read write")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_unlisted_usage_is_not_told_to_it(house: Books) -> None:
    by_reason = f"select reason, sum(events), sum(quantity) from marts.fct_not_billed {JANUARY} group by 1 order by 1"
    listed = [("failed", 3, Decimal(3)), ("included", 5, Decimal(5)), ("outside_subscription", 6, Decimal(6))]
    assert read(house.settings, by_reason) == listed
    assert house.rows(by_reason) == [*listed, ("unlisted", 2, Decimal(2))]
    daily = f"select sum(events) from marts.fct_metered_daily {JANUARY}"
    assert read(house.settings, daily) == [(25 + 10 + 40 + 3 + 6,)]
    for role in ("reader", "loader"):
        with connect(role, house.settings) as connection:  # type: ignore[arg-type]
            assert connection.execute(by_reason.encode()).fetchall() == [*listed, ("unlisted", 2, Decimal(2))]
            assert connection.execute(daily.encode()).fetchall() == [(84 + 2,)]


def test_a_question_that_never_ends_and_a_forgotten_transaction_end_by_themselves(house: Books) -> None:
    said = "select current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')"
    assert read(house.settings, said) == [("15min", "5min")]
    with connect("billing", house.settings) as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("create temporary table mine ()")


def test_a_home_from_before_has_the_role_and_its_password_after_any_command(settings: Settings) -> None:
    before = settings.model_copy(update={"billing_password": None})
    assert settings.database_url is not None
    with psycopg.connect(settings.database_url.get_secret_value(), autocommit=True) as admin:
        admin.execute("alter role meterhouse_billing rename to billing_of_later")
        try:
            ensure_schema(before)
            assert len(read_credentials(before)["billing"]) > 40
            assert read(before, "select has_schema_privilege('marts', 'usage')") == [(True,)]
        finally:
            admin.execute("drop owned by meterhouse_billing; drop role meterhouse_billing")
            admin.execute("alter role billing_of_later rename to meterhouse_billing")
            upgrade(settings)
