"""Whatever becomes known when, and whenever months are closed: in the end what was invoiced is what is known."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Databases
from warehouse.database import connect

MONTHS = [date(2026, month, 1) for month in range(1, 6)]
PAYERS = ("acme", "bolt")
# What is known of a thing of a payer in one of the first three months, in cents; nothing is that it is not there.
Thing = tuple[int, int, int]
KNOWN = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 1)), st.integers(-500, 5000), max_size=8
)
CLOSE = "close"
TABLE = """
    create table marts.fct_billing_lines (
        line_key uuid primary key, usage_month date, source text, payer_id text, currency text, client_id text,
        provider_id text, subscription_id text, plan_id text, price_id text, price_from timestamptz, meter_id text,
        resource_id text, product_group text, product_name text, rate_code text, events bigint, quantity numeric,
        included_quantity numeric, billable_quantity numeric, amount numeric, amount_cents bigint, terms jsonb
    )
"""
KNOW = """
    insert into marts.fct_billing_lines values (
        md5(%(key)s)::uuid, %(month)s, 'usage', %(payer)s, 'EUR', %(payer)s, 'none', 's', 'p', %(key)s, '-infinity',
        'm', 'none', 'none', 'thing', 'none', 1, %(cents)s, 0, %(cents)s, %(cents)s / 100.0, %(cents)s, '{}'
    )
"""


@pytest.fixture(scope="module")
def owner(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    """A book whose closings read a table that the test writes, where a house has a mart."""
    house = databases.create(Path(tmp_path_factory.mktemp("book")))
    with connect("owner", house) as connection:
        connection.execute(TABLE)
        connection.commit()
        yield connection


def know(owner: psycopg.Connection, known: Mapping[Thing, int]) -> None:
    owner.execute("truncate marts.fct_billing_lines")
    for (month, payer, thing), cents in known.items():
        name = f"{MONTHS[month]} {PAYERS[payer]} {thing}"
        owner.execute(KNOW, {"key": name, "month": MONTHS[month], "payer": PAYERS[payer], "cents": cents})


def close(owner: psycopg.Connection, month: date) -> None:
    owner.execute("select book.close_month(%s, 1, 'ann', null, false, null, '[]')", [month])


def one(owner: psycopg.Connection, query: str) -> list[tuple[object, ...]]:
    return owner.execute(query.encode()).fetchall()


@given(st.lists(KNOWN | st.just(CLOSE), max_size=8), KNOWN)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_the_end_what_was_invoiced_is_what_is_known(
    owner: psycopg.Connection, moments: list[dict[Thing, int] | str], last: dict[Thing, int]
) -> None:
    """Four months are closed in their order, at any moments; what is known after that is on the fifth's invoices."""
    waiting = MONTHS[:4]
    try:
        for moment in moments:
            if isinstance(moment, dict):
                know(owner, moment)
            elif waiting:
                close(owner, waiting.pop(0))
        know(owner, last)
        for month in [*waiting, MONTHS[4]]:
            close(owner, month)

        sums = "select line_key, sum(amount_cents) from book.invoice_lines group by 1 having sum(amount_cents) <> 0"
        billed = one(owner, sums)
        known = one(owner, "select line_key, amount_cents from marts.fct_billing_lines where amount_cents <> 0")
        assert sorted(billed) == sorted(known)
        check_the_book(owner)
    finally:
        owner.rollback()


def check_the_book(owner: psycopg.Connection) -> None:
    """It is a chain, its numbers have no gaps, an invoice is its lines, and an adjustment names the first line."""
    assert one(owner, "select * from book.broken_links()") == []
    numbers = [number for (number,) in one(owner, "select invoice_no from book.invoices order by 1")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [closing for (closing,) in one(owner, "select closing_no from book.closings order by 1")] == [1, 2, 3, 4, 5]
    totals = "select invoice_no, count(*), sum(amount_cents) from book.invoice_lines group by 1 order by 1"
    assert one(owner, totals) == one(owner, "select invoice_no, lines, amount_cents from book.invoices order by 1")
    firsts = "select line_key, min(invoice_no) from book.invoice_lines group by 1"
    wrong = f"""
        select line.* from book.invoice_lines as line
        inner join ({firsts}) as first (line_key, invoice_no) using (line_key)
        where line.original_invoice_no is distinct from nullif(first.invoice_no, line.invoice_no)
    """
    assert one(owner, wrong) == []
