"""Cases of a peer's HTTP interface, as far as they are about storing: what is put, and what is answered."""

from collections.abc import Iterator
from typing import Any

from tests.billing.books import Books
from tests.cases.case_files import Case
from tests.cases.log_lines import Unsupported
from warehouse.errors import RecordRefused
from warehouse.resources import Put, put, read_standing

Found = dict[str, Any]
RATE_CODE_NAMES = {"rate": "rate_cents", "group": "product_group", "name": "product_name", "period": "rate_period"}
# What HTTP says of an outcome; all refusals of these cases are about a single field.
STATUSES = {"created": 201, "repeated": 200, "conflict": 200, "refused": 400}


def requests(case: Case) -> Iterator[tuple[str, Found]]:
    """The records that are put; raises `Unsupported` for what is not about storing."""
    if "values" in case.given:
        opened = {"state": "open", "time": "2011-01-01", "resource_id": "app", "rate_code": "web"}
        yield from (("billable_events", {**opened, "event_id": value}) for value in case.given["values"])
        return
    if set(case.given) - {"auth", "requests"} or case.given.get("auth") != "valid":
        raise Unsupported("it is about who may ask, which the HTTP interface decides")
    for request in case.given["requests"]:
        method, path, params = request["method"], request["path"].strip("/").split("/"), request.get("params", {})
        if method == "PUT" and path[0] == "resources":
            code = {"rate_code": "web"} if "rate_code" in params else {}
            yield "billable_events", {"resource_id": path[1], "event_id": path[3], **params, **code}
        elif method == "PUT" and path[0] == "accounts":
            yield "resource_ownerships", {"owner_id": path[1], "ownership_id": path[3], **params}
        elif method == "POST" and path == ["rate_codes"]:
            yield "rate_codes", {RATE_CODE_NAMES[name]: value for name, value in params.items()}
        else:
            raise Unsupported(f"{method} {request['path']} stores nothing")


def found(case: Case, books: Books) -> Found:
    """What is answered, where the case expects something; raises `Unsupported` for another expectation."""
    sent = list(requests(case))
    outcomes = [_outcome(books, kind, values) for kind, values in sent]
    answers = {
        "responses": lambda: [{"status": STATUSES[_word(one)]} for one in outcomes],
        "valid": lambda: [one is not None for one in outcomes],
        "stored_open_events": lambda: books.rows(
            f"select count(*) from raw.billable_events where provider_id = '{books.provider}'"
        )[0][0],
        "second_response": lambda: _response(outcomes[1]),
        "closed_event": lambda: _closed_event(books, sent[0][1]),
    }
    if unknown := set(case.expect) - set(answers):
        raise Unsupported(f"what is expected has other fields: {', '.join(sorted(unknown))}")
    return {name: answers[name]() for name in case.expect}


def _outcome(books: Books, kind: str, values: Found) -> Put | None:
    try:
        return put(kind, {"provider_id": books.provider, **values}, books.settings)
    except RecordRefused:
        return None


def _word(one: Put | None) -> str:
    return "refused" if one is None else one.outcome


def _response(one: Put | None) -> Found:
    assert one is not None
    record: Any = one.record
    return {"qty": int(record.qty), "time": record.happened_at.isoformat().replace("+00:00", "Z")}


def _closed_event(books: Books, opened: Found) -> Found:
    begin, end = (one for one in _halves(books, opened))
    rows = books.rows(
        "select rate_code, qty, opened_at, closed_at from intermediate.int_resource_intervals "
        f"where provider_id = '{books.provider}'"
    )
    assert [(row[2], row[3]) for row in rows] == [(begin.happened_at, end.happened_at)]
    ((code, qty, *_),) = rows
    same = "that of the open event" if code == begin.rate_code else code
    span = {
        name: moment.isoformat().replace("+00:00", "Z")
        for name, moment in zip(("from", "to"), rows[0][2:], strict=True)
    }
    return {"rate_code": same, "qty": int(qty), **span}


def _halves(books: Books, opened: Found) -> list[Any]:
    books.build()
    return list(read_standing("billable_events", {"provider_id": books.provider, **opened}, books.settings))
