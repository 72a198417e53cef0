"""The bills of a simulated world, through meters, prices and the book, against those it reckoned by its own means."""

from datetime import date
from typing import Any

from tests.whole_way.arriving import Arrived
from warehouse.access import Scope
from warehouse.book import BillingMonth, close_month, month_to_close
from warehouse.database import connect
from warehouse.ledger import ledger_horizon
from warehouse.reports import book

LINES = """
    select
        usage_month, client_id, price_id, currency, case when meter_id = 'none' then 0 else quantity end, amount_cents
    from marts.fct_billing_lines where quantity <> 0 or amount_cents <> 0
"""


def test_every_line_comes_to_what_the_truth_has(world: Arrived) -> None:
    with connect("reader", world.settings) as connection:
        found = sorted(connection.execute(LINES.encode()).fetchall())
    names = ("client_id", "price_id", "currency", "quantity", "amount_cents")
    expected = sorted((date.fromisoformat(row["usage_month"]), *(row[n] for n in names)) for row in _lines(world))
    assert found == expected
    # A client that pays for a part of the month, one within what is included, one beyond the first tier.
    assert len({cents for _, _, price_id, _, _, cents in found if price_id == "starter-fee"}) == 2
    assert any(price_id == "business-requests" and quantity > 1000 for _, _, price_id, _, quantity, _ in found)


def test_closing_invoices_what_the_truth_has(world: Arrived) -> None:
    while (month := month_to_close(world.settings)) and month <= BillingMonth.of(date(2026, 3, 1)):
        close_month(month, ledger_horizon(world.settings), world.settings, by="the test")
    invoices = book.invoices(Scope.operator(), settings=world.settings).frame
    found = [
        (f"{row['usage_month']}-01", row["payer_id"], row["currency"], row["amount_cents"])
        for row in invoices.to_dicts()
        if row["amount_cents"]
    ]
    assert sorted(found) == [tuple(row.values()) for row in world.truth["invoices"]]
    assert len(found) > 60


def _lines(world: Arrived) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = world.truth["bill_lines"]
    return lines
