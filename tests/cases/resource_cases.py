"""Cases of a peer's ledger of resources, put into the words of this house: what is given, and what is found."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.billing.books import LATER, OPERATOR, Books, at
from tests.cases.case_files import Case
from tests.cases.log_lines import Unsupported
from warehouse.reports import billing
from warehouse.reports.billing import BillingFilter, Span
from warehouse.reports.report import Report

Found = dict[str, Any]
BEGAN, CHANGES = "2012-01-01T00:00:00Z", {(True, True): "new", (True, False): "grown", (False, False): "shrunk"}
# Keys of what is given that these cases know.
GIVEN = {
    "events", "ownerships", "period", "owner", "now", "account_payers", "payer", "credit_hours_per_resource_and_rate",
    "rate_code", "left", "right", "increasing", "left_zero", "right_zero", "activate", "transfers", "records",
}  # fmt: skip


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def write(case: Case, books: Books) -> None:
    """Puts what is given; raises `Unsupported` for what these words do not cover."""
    given = case.given
    if unknown := set(given) - GIVEN:
        raise Unsupported(f"what is given has other fields: {', '.join(sorted(unknown))}")
    for number, event in enumerate(given.get("events", ())):
        _write_event(books, str(number), event)
    for number, one in enumerate(given.get("ownerships", ())):
        books.own(f"o{number}", one["owner"], one["from"], one["resource"])
        if one["to"]:
            books.leave(f"o{number}", one["to"])
    for owner, payer in given.get("account_payers", dict.fromkeys(_owners(given), "payer")).items():
        books.link(owner, payer)
    _write_transfers(books, given)
    for record in given.get("records", ()):
        books.own("o", "a1", record["time"])


def _write_event(books: Books, name: str, event: dict[str, Any]) -> None:
    names = {"product_group": event.get("product_group"), "product_name": event.get("rate_code_product_name")}
    rate = books.put(
        "rate_codes", rate_cents=event.get("rate", 1), rate_period=event.get("rate_period", "hour"), **names
    ).record
    own = {"product_name": event.get("product_name"), "description": event.get("description")}
    opened = event.get("open", BEGAN)
    books.open(name, opened, event.get("resource", "app"), rate.slug, **own)  # type: ignore[attr-defined]
    closed = instant(opened) + timedelta(hours=event["hours"]) if "hours" in event else event["close"]
    if closed:
        books.close(name, closed)


def _write_transfers(books: Books, given: Found) -> None:
    first = given.get("activate")
    if first:
        books.own("t", first["owner"], first["time"], first["resource"])
    for number, transfer in enumerate(given.get("transfers", ())):
        books.own(f"t{number}", transfer["to"], transfer["time"], given["activate"]["resource"])


def _owners(given: Found) -> list[str]:
    return [one["owner"] for one in given.get("ownerships", ())]


def found(case: Case, books: Books) -> Found:
    """What the reports say where the case expects something; raises `Unsupported` for another expectation."""
    answers: dict[str, Callable[[Case, Books], Any]] = {
        "unit": lambda *about: _unit(_units(*about).frame.row(0, named=True)),
        "units": _units_as_expected,
        "qty_hours": lambda *about: float(_units(*about).frame["quantity"][0]),
        "qty": _quantities,
        "by_payer": _by_payer,
        "total": _total,
        "first_unit": lambda *about: _unit(_units(*about).frame.row(0, named=True)),
        "resources": _changed,
        "aggregate_diff": lambda *about: sum(row["diff"] for row in _changed(*about)),
        "groups": _groups,
        "a1": lambda _, books: _owned(books, "a1"),
        "a2": lambda _, books: _owned(books, "a2"),
        "count_for": lambda case, books: {name: len(_owned(books, name)) for name in case.expect["count_for"]},
        "intervals": _until_now,
    }
    if unknown := set(case.expect) - set(answers) - {"tolerance"}:
        raise Unsupported(f"what is expected has other fields: {', '.join(sorted(unknown))}")
    return {name: answers[name](case, books) for name in case.expect if name != "tolerance"}


def _asked(case: Case, books: Books, span: Found | None = None, **where: str) -> BillingFilter:
    period = span or case.given["period"]
    kept = {name: (value,) for name, value in {"provider_id": books.provider, **where}.items()}
    now = instant(case.given["now"]) if "now" in case.given else LATER
    return BillingFilter(Span(instant(period["from"]), instant(period["to"])), now, kept)


def _units(case: Case, books: Books) -> Report:
    """Those of the owner, the payer or, whoever owned them, the rate code that the case is about."""
    owner, payer = case.given.get("owner"), case.given.get("payer")
    if owner:
        return billing.account_usage(OPERATOR, owner, _asked(case, books), books.settings)
    if payer:
        return billing.units(OPERATOR, _asked(case, books, payer_id=payer), books.settings)
    ((code,),) = books.rows(f"select rate_code from marts.dim_rate_codes where provider_id = '{books.provider}'")
    return billing.rate_code_usage(OPERATOR, code, _asked(case, books), books.settings)


def _unit(row: Found) -> Found:
    """A unit in the peer's words; compared in what the case says of it."""
    return {
        "resource": row["resource_id"], "from": _text(row["from_at"]), "to": _text(row["until_at"]),
        "qty_hours": float(row["quantity"]), "product_name": row["product_name"], "rate": row["rate_cents"],
        "product_group": row["product_group"], "rate_period": row["rate_period"],
    }  # fmt: skip


def _units_as_expected(case: Case, books: Books) -> Any:
    rows = [_unit(row) for row in _units(case, books).frame.iter_rows(named=True)]
    return rows if isinstance(case.expect["units"], list) else len(rows)


def _quantities(case: Case, books: Books) -> Found:
    lines = billing.invoice(OPERATOR, "payer", _asked(case, books), books.settings).frame
    return {row["rate_period"]: float(row["quantity"]) for row in lines.iter_rows(named=True)}


def _by_payer(case: Case, books: Books) -> Found:
    told: Found = {}
    for payer in case.expect["by_payer"]:
        frame = billing.units(OPERATOR, _asked(case, books, payer_id=payer), books.settings).frame
        rows = [_unit(row) for row in frame.iter_rows(named=True)]
        lines = billing.invoice(OPERATOR, payer, _asked(case, books), books.settings).frame
        told[payer] = {"resources": sorted(set(lines["resource_id"]))}
        told[payer] |= {"app123": [row for row in rows if row["resource"] == "app123"]}
    return told


def _total(case: Case, books: Books) -> int:
    if "credit_hours_per_resource_and_rate" not in case.given:
        return int(_units(case, books).frame["amount_exact_cents"].sum())
    free = Decimal(case.given["credit_hours_per_resource_and_rate"])
    report = billing.revenue(OPERATOR, _asked(case, books), free_hours=free, settings=books.settings)
    return int(report.frame["amount_cents"][0])


def _changed(case: Case, books: Books) -> list[Found]:
    given = case.given
    change = "gone" if given["right_zero"] else CHANGES[given["increasing"], given["left_zero"]]
    left = Span(instant(given["left"]["from"]), instant(given["left"]["to"]))
    asked = _asked(case, books, given["right"])
    frame = billing.resource_changes(OPERATOR, asked, left, changes=[change], settings=books.settings).frame
    rows = [
        {
            "resource": row["resource_id"], "left": float(row["left_exact_cents"]),
            "right": float(row["right_exact_cents"]), "diff": float(row["difference_exact_cents"]),
        }
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    wanted = [row["resource"] for row in case.expect["resources"]]
    return sorted(rows, key=lambda row: wanted.index(row["resource"]) if row["resource"] in wanted else -1)


def _groups(case: Case, books: Books) -> list[Found]:
    asked = _asked(case, books, {"from": BEGAN, "to": "2013-01-01T00:00:00Z"})
    frame = billing.resource_summaries(OPERATOR, asked, settings=books.settings).frame
    return [
        {"product_name": row["product_name"], "description": row["description"], "qty": float(row["qty"])}
        for row in frame.iter_rows(named=True)
    ]


def _owned(books: Books, owner: str) -> list[Found]:
    """Periods of an owner, of which none stands for one that lasts."""
    rows = books.rows(
        "select owned_from, nullif(owned_until, 'infinity') from marts.fct_ownership_periods "
        f"where provider_id = '{books.provider}' and owner_id = '{owner}' order by 1"
    )
    return [{"from": _text(first), "to": _text(end) if end else None} for first, end in rows]


def _until_now(case: Case, books: Books) -> list[Found]:
    now = at("2012-06-01")
    span = Span(at("2000-01-01"), LATER)
    frame = billing.ownerships(OPERATOR, span, now, owner_id="a1", settings=books.settings).frame
    rows = [row for row in frame.iter_rows(named=True) if row["provider_id"] == books.provider]
    said = case.expect["intervals"][0]["to"]
    return [{"from": _text(row["from_at"]), "to": said if row["until_at"] == now else None} for row in rows]


def _text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def as_expected(answer: Any, expected: Any) -> Any:
    """What is found, without what the case does not say."""
    if isinstance(expected, dict) and isinstance(answer, dict):
        return {name: as_expected(answer.get(name), value) for name, value in expected.items()}
    if isinstance(expected, list) and isinstance(answer, list) and len(answer) == len(expected):
        return [as_expected(one, other) for one, other in zip(answer, expected, strict=True)]
    return answer
