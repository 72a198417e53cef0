"""The reports of resources: units, changes, summaries, lists; who may see what; how they are rendered."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.billing.books import LATER, OPERATOR, Books, at, uuid_of
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import billing, render
from warehouse.reports.billing import BillingFilter, Span
from warehouse.reports.report import Report

JANUARY, FEBRUARY = "2011-01-01", "2011-02-01"


@pytest.fixture
def handed_over(books: Books) -> Books:
    """a1 hands app over to a2 after 100 seconds; pm1 pays for both. Nobody has other before the 3rd; a3 pays nobody."""
    books.open("e", JANUARY)
    books.own("1", "a1", JANUARY)
    books.own("2", "a2", "2011-01-01 00:01:40")
    books.open("f", "2011-01-02", resource="other", qty=2, description="x")
    books.close("f", "2011-01-05")
    books.own("3", "a3", "2011-01-03", resource="other")
    books.leave("3", "2011-01-04", resource_id="other")
    for owner in ("a1", "a2"):
        books.link(owner, "pm1")
    books.build()
    return books


def spans(report: Report) -> list[tuple[str, datetime, datetime]]:
    return report.frame.select("resource_id", "from_at", "until_at").rows()


def test_a_handover_between_owners_of_one_payer_is_one_unit_and_of_each_owner_its_own(handed_over: Books) -> None:
    january = handed_over.asked(JANUARY, FEBRUARY)
    moment, whole = datetime(2011, 1, 1, 0, 1, 40, tzinfo=UTC), (at(JANUARY), at(FEBRUARY))
    assert spans(handed_over.units(JANUARY, FEBRUARY, payer_id="pm1")) == [("app", *whole)]
    assert spans(billing.account_usage(OPERATOR, "a1", january, handed_over.settings)) == [("app", whole[0], moment)]
    assert spans(billing.account_usage(OPERATOR, "a2", january, handed_over.settings)) == [("app", moment, whole[1])]
    assert spans(billing.rate_code_usage(OPERATOR, "web", january, handed_over.settings)) == [
        ("app", *whole),
        ("other", at("2011-01-02"), at("2011-01-05")),
    ]


def test_a_unit_ends_where_somebody_else_has_it(books: Books) -> None:
    books.open("e", JANUARY)
    for name, owner, day in (("1", "a1", 1), ("2", "a2", 3), ("3", "a1", 5)):
        books.own(name, owner, f"2011-01-0{day}")
    books.build()
    report = billing.account_usage(OPERATOR, "a1", books.asked(JANUARY, "2011-01-07"), books.settings)
    assert [(first.day, end.day) for _, first, end in spans(report)] == [(1, 3), (5, 7)]
    assert report.frame["quantity"].to_list() == [48, 48]


def test_time_that_nobody_pays_for_is_listed_with_the_reason(handed_over: Books) -> None:
    found = billing.unbilled_time(OPERATOR, handed_over.asked(JANUARY, FEBRUARY), handed_over.settings).frame
    assert found.select("resource_id", "reason", "owner_id", "from_at", "until_at", "hours").rows() == [
        ("other", "no_owner", "none", at("2011-01-02"), at("2011-01-03"), 48),
        ("other", "no_payer", "a3", at("2011-01-03"), at("2011-01-04"), 48),
        ("other", "no_owner", "none", at("2011-01-04"), at("2011-01-05"), 48),
    ]


def test_closes_without_an_open_and_contradictions_are_listed(books: Books) -> None:
    books.close("e", JANUARY, resource_id="app")
    books.leave("o", JANUARY)
    books.rate(cents=6)
    books.build()
    unpaired = billing.unpaired_closes(OPERATOR, books.settings).frame
    assert unpaired.select("kind", "record_id", "resource_id", "ended_at", "begun_at").rows() == [
        ("billable_events", uuid_of("e"), "app", at(JANUARY), None),
        ("resource_ownerships", uuid_of("o"), None, at(JANUARY), None),
    ]
    (conflict,) = billing.resource_conflicts(OPERATOR, books.settings).frame.to_dicts()
    assert (conflict["kind"], conflict["record_id"], conflict["line_no"], conflict["load_id"]) == (
        "rate_codes",
        "web",
        1,
        None,
    )
    assert (json.loads(conflict["sent"])["rate_cents"], json.loads(conflict["stands"])["rate_cents"]) == (6, 5)


def test_resources_are_new_grown_shrunk_or_gone(books: Books) -> None:
    # Hours in January and in February, by resource.
    hours = {"new": (0, 3), "grown": (1, 2), "same": (4, 4), "shrunk": (5, 1), "gone": (2, 0)}
    for resource, (left, right) in hours.items():
        for month, used in (("01", left), ("02", right)):
            if used:
                books.open(f"{resource}{month}", f"2011-{month}-01", resource=resource)
                books.close(f"{resource}{month}", f"2011-{month}-01 0{used}:00")
    books.build()
    january = Span.month(2011, 1)
    asked = BillingFilter(Span.month(2011, 2), LATER)
    found = billing.resource_changes(OPERATOR, asked, january, settings=books.settings).frame
    assert found.select("change", "left_exact_cents", "right_exact_cents", "difference_exact_cents").rows() == [
        ("shrunk", 25, 5, -20), ("new", 0, 15, 15), ("gone", 10, 0, -10), ("grown", 5, 10, 5),
    ]  # fmt: skip
    only = billing.resource_changes(OPERATOR, asked, january, changes=["gone"], settings=books.settings).frame
    assert only["resource_id"].to_list() == ["gone"]
    with pytest.raises(ReportError, match="no change 'lost'"):
        billing.resource_changes(OPERATOR, asked, january, changes=["lost"], settings=books.settings)


def test_a_summary_has_the_average_of_each_day_with_use(books: Books) -> None:
    for name, first, end, more in (
        ("1", "2011-01-01 18:00", "2011-01-03 12:00", {"product_name": "web", "description": "a"}),
        ("2", "2011-01-03 06:00", "2011-01-03 12:00", {"product_name": "web", "description": "b", "qty": 3}),
        ("3", "2011-01-09", "2011-01-09 01:00", {"product_name": "web", "qty": 0}),
        ("4", "2011-01-07", "2011-01-07 01:00", {"product_name": "run", "description": "rake a"}),
        ("5", "2011-01-08", "2011-01-08 02:00", {"product_name": "run", "description": "rake b"}),
    ):
        books.open(name, first, **more)
        books.close(name, end)
    books.build()
    found = billing.resource_summaries(OPERATOR, books.asked(JANUARY, FEBRUARY), settings=books.settings)
    rows = found.frame.select("product_name", "description", "qty", "daily_avgs", "days").rows()
    hour = Decimal("0.041666666667")
    assert rows == [
        ("run", "rake a", 1, [hour], [date(2011, 1, 7)]),
        ("run", "rake b", 2, [Decimal("0.083333333333")], [date(2011, 1, 8)]),
        ("web", "", 60, [Decimal("0.25"), 1, Decimal("1.25")], [date(2011, 1, day) for day in (1, 2, 3)]),
    ]
    assert "2011-01-01 2011-01-02 2011-01-03" in render(found, "csv").decode().splitlines()[3]
    assert json.loads(render(found, "json"))["rows"][2]["daily_avgs"] == [
        "0.250000000000",
        "1.000000000000",
        "1.250000000000",
    ]
    assert "0.25 1 1.25" in render(found, "table").decode()


def test_who_owned_what_within_a_span(handed_over: Books) -> None:
    span, now = Span(at(JANUARY), at(FEBRUARY)), at("2011-01-20")
    found = billing.ownerships(OPERATOR, span, now, settings=handed_over.settings).frame
    assert found.select("resource_id", "owner_id", "from_at", "until_at").rows() == [
        ("app", "a1", at(JANUARY), at("2011-01-01 00:01:40")),
        ("app", "a2", at("2011-01-01 00:01:40"), now),
        ("other", "a3", at("2011-01-03"), at("2011-01-04")),
    ]
    only = billing.ownerships(OPERATOR, span, now, resource_id="app", owner_id="a2", settings=handed_over.settings)
    assert only.frame.height == 1


def test_a_provider_sees_its_own_and_a_client_what_it_uses_and_what_it_pays_for(handed_over: Books) -> None:
    other = handed_over.of("q")
    other.rate()
    other.open("e", JANUARY)
    other.own("1", "a1", JANUARY)
    other.link("a1", "pm9", client="bolt")
    handed_over.build()

    def seen(scope: Scope) -> list[tuple[str, str]]:
        found = handed_over.units(JANUARY, FEBRUARY, scope=scope).frame
        return sorted(set(found.select("provider_id", "resource_id").rows()))

    assert seen(OPERATOR) == [("p", "app"), ("p", "other"), ("q", "app")]
    assert seen(Scope.provider("q")) == [("q", "app")]
    assert seen(Scope.client("pm1")) == seen(Scope.client("acme")) == [("p", "app")]
    assert seen(Scope.client("bolt")) == seen(Scope.client("pm9")) == [("q", "app")]
    assert seen(Scope.client("nobody")) == []
    invoice = billing.invoice(Scope.client("acme"), "pm9", handed_over.asked(JANUARY, FEBRUARY), handed_over.settings)
    assert invoice.frame.height == 0


def test_lists_without_clients_are_for_the_house_and_the_provider(handed_over: Books) -> None:
    january = handed_over.asked(JANUARY, FEBRUARY)
    span = january.span
    for scope in (Scope.client("acme"), Scope.dealer("d1")):
        for ask in (
            lambda scope: billing.unbilled_time(scope, january, handed_over.settings),
            lambda scope: billing.unpaired_closes(scope, handed_over.settings),
            lambda scope: billing.resource_conflicts(scope, handed_over.settings),
            lambda scope: billing.ownerships(scope, span, LATER, settings=handed_over.settings),
        ):
            with pytest.raises(ReportError, match=f"not for a {scope.role}"):
                ask(scope)
    with pytest.raises(ReportError, match="not for a dealer"):
        handed_over.units(JANUARY, FEBRUARY, scope=Scope.dealer("d1"))
    assert billing.unbilled_time(Scope.provider("p"), january, handed_over.settings).frame.height == 3
    assert billing.unbilled_time(Scope.provider("q"), january, handed_over.settings).frame.height == 0


def test_what_cannot_be_asked_is_said() -> None:
    first, end = at(JANUARY), at(FEBRUARY)
    with pytest.raises(ReportError, match="before it has begun"):
        Span(end, first)
    with pytest.raises(ReportError, match="before it has begun"):
        Span(first, first)
    with pytest.raises(ReportError, match="have a time zone"):
        Span(datetime(2011, 1, 1), end)  # noqa: DTZ001 - this is what is wrong
    with pytest.raises(ReportError, match="between 1970 and 2200"):
        Span(datetime(1900, 1, 1, tzinfo=UTC), end)
    with pytest.raises(ReportError, match="no month 2011-13"):
        Span.month(2011, 13)
    assert Span.month(2011, 12) == Span(at("2011-12-01"), at("2012-01-01"))
    with pytest.raises(ReportError, match="no filter 'shoe'"):
        BillingFilter(Span(first, end), LATER, {"shoe": ("4",)})
    with pytest.raises(ReportError, match="needs a tuple"):
        BillingFilter(Span(first, end), LATER, {"owner_id": "a1"})  # type: ignore[dict-item]


def test_a_report_says_what_it_was_asked(handed_over: Books) -> None:
    report = handed_over.units(JANUARY, FEBRUARY, payer_id="pm1")
    told = json.loads(render(report, "json"))
    assert told["meta"]["from"] == "2011-01-01T00:00:00Z"
    assert told["meta"]["until"] == "2011-02-01T00:00:00Z"
    assert told["meta"]["payer_id"] == ["pm1"]
    assert told["rows"][0]["amount_exact_cents"] == "3720.000000000000"
    assert "2011-01-01T00:00:00Z until 2011-02-01T00:00:00Z" in render(report, "table").decode()
    assert "3,720" in render(report, "table").decode()
