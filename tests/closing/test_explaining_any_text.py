"""Ids and names that others chose, and figures of any length: explained as any other line."""

import hashlib
import io
import time
from decimal import Decimal
from uuid import UUID

import pytest
from rich.console import Console

from meterhouse import cli_explain
from orchestration.building import build
from tests.conftest import Databases
from tests.dbt_project.ledger import Event
from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.book import BillingMonth, close_month
from warehouse.database import connect
from warehouse.ledger import ledger_horizon
from warehouse.reports import explaining
from warehouse.reports.explaining import Explanation
from warehouse.resources import put

OPERATOR = Scope.operator()
NAME = 'o\'brien  100%s [/red]\n"é" \\ :id'
# A third of a month, so that each share of an amount is an endless fraction.
TIERS = [{"from": 0, "to": 3, "unit": "0", "flat": "1"}, {"from": 3, "unit": "0", "flat": "1"}]
USAGE = [
    Event("odd", "2025-11-05 10:00", client_id=NAME, event_type="call"),
    Event("large", "2025-11-05 11:00", event_type="byte", quantity="123456789012345678.123456789"),
    *(Event(f"call {place}", f"2025-11-05 10:0{place}", event_type="call") for place in range(4)),
]


@pytest.fixture(scope="module")
def books(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """A client of an odd name, its calls and its app in November; bytes that nobody could send; a plan of ten days."""
    folder = tmp_path_factory.mktemp("texts")
    books = Books(databases.create(folder / "home"), folder)
    books.meter("call")
    books.meter("byte", "sum", value="quantity")
    books.plan("odd", {"meter_id": "call", "model": "standard", "unit_amount": "1", "price_id": NAME, "name": NAME})
    books.plan(
        "large",
        {"meter_id": "byte", "model": "standard", "unit_amount": "0.000001"},
        {"meter_id": "call", "model": "graduated", "tiers": TIERS},
    )
    books.subscribe(NAME, "odd", "2025-11-01T00:00:00Z")
    books.subscribe("acme", "large", "2025-11-01T00:00:00Z", ends_at="2025-11-11T00:00:00Z")
    books.use(USAGE)
    open_an_app(books)
    leave_open(books)
    build(books.settings)
    return books


def open_an_app(books: Books) -> None:
    event: dict[str, object] = {"event_id": str(UUID(int=1)), "resource_id": NAME, "rate_code": NAME}
    owner: dict[str, object] = {"ownership_id": str(UUID(int=1)), "resource_id": NAME, "owner_id": NAME}
    records: list[tuple[str, dict[str, object]]] = [
        ("providers", {}),
        ("rate_codes", {"slug": NAME, "rate_cents": 5, "rate_period": "hour", "product_name": NAME}),
        ("billable_events", event | {"state": "open", "time": "2025-11-01Z"}),
        ("billable_events", event | {"state": "close", "time": "2025-11-03Z"}),
        ("resource_ownerships", owner | {"state": "active", "time": "2025-11-01Z"}),
        ("account_links", {"owner_id": NAME, "client_id": NAME}),
    ]
    for kind, record in records:
        put(kind, {"provider_id": "cloud"} | record, books.settings)


def leave_open(books: Books) -> None:
    """An app that is open since December."""
    event = {"event_id": str(UUID(int=2)), "resource_id": "open", "rate_code": NAME, "state": "open"}
    owner = {"ownership_id": str(UUID(int=2)), "resource_id": "open", "owner_id": NAME, "state": "active"}
    for kind, record in (("billable_events", event), ("resource_ownerships", owner)):
        put(kind, {"provider_id": "cloud", "time": "2025-12-01Z"} | record, books.settings)


def explained(books: Books, which: str) -> Explanation:
    ((key,),) = books.rows(f"select line_key from marts.fct_billing_lines where {which}")
    line = explaining.find_line(OPERATOR, str(key), books.settings)
    return explaining.explain(OPERATOR, line, books.settings)


def shown(explanation: Explanation) -> str:
    console = Console(file=io.StringIO(), width=300)
    cli_explain._show(explanation, console)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize(("source", "rows", "cents"), [("usage", 1, 100), ("resource", 1, 240)])
def test_ids_and_names_are_any_text(books: Books, source: str, rows: int, cents: int) -> None:
    """A call at 1.00; 48 hours at 0.05 are 2.40."""
    explanation = explained(books, f"payer_id <> 'acme' and source = '{source}' and usage_month = '2025-11-01'")

    assert (explanation.differences, explanation.rows, explanation.line.own_cents) == ((), rows, cents)
    assert "[/red]" in shown(explanation)
    with connect("reader", books.settings) as reader:
        reader.execute("set time zone 'UTC'")
        with reader.cursor().copy(f"copy ({explanation.statement}) to stdout (format csv)".encode()) as copy:
            digest = hashlib.sha256(b"".join(bytes(piece) for piece in copy)).hexdigest()
    assert digest == explanation.digest


def test_what_is_still_open_counts_until_it_was_asked(books: Books) -> None:
    running = "usage_month = date_trunc('month', now() at time zone 'UTC')::date"
    ((key,),) = books.rows(f"select line_key from marts.fct_billing_lines where resource_id = 'open' and {running}")
    line = explaining.find_line(OPERATOR, str(key), books.settings)
    time.sleep(1)
    explanation = explaining.explain(OPERATOR, line, books.settings)

    assert explanation.differences == ()
    assert abs(explanation.days.frame["value"].sum() - line.quantity) < Decimal("1e-9")
    assert (
        hashlib.sha256(b"".join(explaining.rows_of(OPERATOR, line, books.settings))).hexdigest() == explanation.digest
    )


def test_figures_have_more_digits_than_python_reckons_with_unasked(books: Books) -> None:
    """123,456,789,012,345,678.123456789 at 0.000001 are 123,456,789,012.345678123456789, rounded to .35."""
    explanation = explained(books, "meter_id = 'byte'")

    assert explanation.differences == ()
    assert explanation.steps.frame["quantity"][0] == Decimal("123456789012345678.123456789")
    assert explanation.line.own_cents == 12345678901235


def test_endless_fractions_add_up(books: Books) -> None:
    """Ten of thirty days: four calls are in both tiers, whose flats are 1/3 and 1/3, and so 0.67."""
    explanation = explained(books, "payer_id = 'acme' and meter_id = 'call'")

    assert (explanation.differences, explanation.line.own_cents) == ((), 67)


def test_as_many_others_in_their_place_are_not_those_that_were_invoiced(books: Books) -> None:
    """The file is withdrawn and sent again: the amounts are the same, the rows are of another load."""
    through = ledger_horizon(books.settings)
    close_month(BillingMonth.read("2025-11"), through, books.settings)
    ((name,),) = books.rows("select invoice_no || '-' || line_no from book.invoice_lines where price_id = %s", NAME)
    assert explaining.find_line(OPERATOR, name, books.settings).known is None
    ((load_id,),) = books.rows("select max(load_id) from raw.loads where kind = 'usage'")
    books.ledger.judge(load_id, "voided")
    books.use(USAGE)
    build(books.settings)

    known = explaining.find_line(OPERATOR, name, books.settings).known

    assert known is not None
    assert known.through == through
    assert books.rows("select count(*) from marts.fct_billing_reconciliation where difference_cents <> 0") == [(0,)]
