"""The example of docs/billing.md, with its numbers as they are worked out there by hand."""

from decimal import Decimal

from tests.billing.books import OPERATOR, Books, at
from warehouse.reports import billing

JANUARY, FEBRUARY = "2011-01-01", "2011-02-01"


def test_the_example_of_the_docs(books: Books) -> None:
    books.rate("dyno", 5, "hour", product_group="dyno", product_name="web")
    books.rate("postgres", 1000, "month", product_group="addon", product_name="postgres")
    books.open("w", "2011-01-01", rate="dyno", qty=2)
    books.close("w", "2011-01-11")
    books.open("d", "2011-01-16", rate="postgres")
    books.own("1", "a1", "2011-01-01")
    books.own("2", "a2", "2011-01-06")
    books.link("a1", "acme", client="acme")
    books.link("a2", "bolt", client="bolt")
    books.build()
    asked = books.asked(JANUARY, FEBRUARY, now=at("2011-03-01"))

    def bill(payer: str) -> list[tuple[object, ...]]:
        lines = billing.invoice(OPERATOR, payer, asked, books.settings).frame
        return lines.select("product_name", "quantity", "amount_exact_cents", "amount_cents").rows()

    assert bill("acme") == [("web", 240, 1200, 1200)]
    assert bill("bolt") == [
        ("postgres", Decimal("0.516129032258"), Decimal("516.129032258065"), 516),
        ("web", 240, 1200, 1200),
    ]
    total = billing.revenue(OPERATOR, asked, settings=books.settings).frame
    assert total.select("amount_exact_cents", "amount_cents").rows() == [(Decimal("2916.129032258065"), 2916)]
    (summary,) = [
        row
        for row in billing.resource_summaries(OPERATOR, asked, settings=books.settings).frame.to_dicts()
        if row["product_name"] == "web"
    ]
    assert (summary["qty"], summary["daily_avgs"]) == (480, [2] * 10)
