"""What records of prices must agree with: meters, plans and prices that are known, and one currency for a client."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import psycopg

from warehouse.errors import LoadRefused
from warehouse.reference.meters import Meter
from warehouse.reference.prices import Plan, Price
from warehouse.reference.record import Reference
from warehouse.reference.subscriptions import Subscription

Payload = Mapping[str, Any]
PRICING = ("meters", "plans", "prices", "subscriptions")
# What records of a kind are compared by.
RIVALRIES = {"prices": ("plan_id", "meter_id"), "subscriptions": ("client_id",)}
FOREVER = datetime.max.replace(tzinfo=UTC)
# The last word on each id, that of a later load before an earlier one, deleted ones included.
LAST_WORDS = """
    select distinct on (record.id) record.id, record.payload
    from raw.reference_records as record
    where record.kind = %s and not exists (
        select from raw.load_verdicts as verdict
        where verdict.load_id = record.load_id and verdict.verdict = 'voided'
    )
    order by record.id, record.load_no desc, record.line_no desc
"""


class Known:
    """What the ledger and the earlier lines of a file say, by kind and id; without what was deleted."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection, self._kinds = connection, dict[str, dict[str, Payload]]()
        self._rivals = dict[tuple[str, ...], set[str]]()

    def of(self, kind: str) -> dict[str, Payload]:
        """The payloads of a kind, by id."""
        if kind not in self._kinds:
            rows = self.connection.execute(LAST_WORDS.encode(), [kind]).fetchall()
            self._kinds[kind] = {record_id: said for record_id, said in rows if not said.get("is_deleted")}
            for record_id, said in self._kinds[kind].items():
                self._rivals.setdefault(_rivalry(kind, said), set()).add(record_id)
        return self._kinds[kind]

    def rivals(self, kind: str, record: Reference) -> Iterator[tuple[str, Payload]]:
        """Other records about the same: prices of one plan and meter, subscriptions of one client."""
        known, rivalry = self.of(kind), _rivalry(kind, record.model_dump())
        for record_id in sorted(self._rivals.get(rivalry, ())):
            if record_id != record.record_id and record_id in known and _rivalry(kind, known[record_id]) == rivalry:
                yield record_id, known[record_id]

    def add(self, kind: str, record: Reference) -> None:
        """Takes in a record that was found right."""
        if record.is_deleted:
            self.of(kind).pop(record.record_id, None)
        else:
            self.of(kind)[record.record_id] = said = record.payload()
            self._rivals.setdefault(_rivalry(kind, said), set()).add(record.record_id)


def _rivalry(kind: str, said: Payload) -> tuple[str, ...]:
    return (kind, *(str(said[name]) for name in RIVALRIES.get(kind, ())))


class Wrong(Exception):
    """A field that disagrees, and with what."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def check_pricing(
    connection: psycopg.Connection, kind: str, records: list[tuple[int, Reference]], origin: str, place: str
) -> None:
    """Raises `LoadRefused` naming origin, line and field of the first record that disagrees with what is known."""
    check_each(connection, kind, records, origin, place, CHECKS[kind])


def check_each(
    connection: psycopg.Connection,
    kind: str,
    records: list[tuple[int, Reference]],
    origin: str,
    place: str,
    check: Callable[[Any, Known], None],
) -> None:
    """Asks `check` about each record as the ledger and the lines before it know the world; raises `LoadRefused`."""
    known = Known(connection)
    for number, record in records:
        try:
            if not record.is_deleted:
                check(record, known)
        except Wrong as wrong:
            sentence = f"{origin}, {place} {number}, {wrong.field}: {wrong}."
            raise LoadRefused("wrong_record", sentence) from None
        known.add(kind, record)


def _check_meter(meter: Meter, known: Known) -> None:
    before = known.of("meters").get(meter.meter_id)
    if before and before["aggregation"] != meter.aggregation:
        sentence = f"meter {meter.meter_id} is a {before['aggregation']} and stays one; another needs another meter_id"
        raise Wrong("aggregation", sentence)


def _check_plan(plan: Plan, known: Known) -> None:
    before = known.of("plans").get(plan.plan_id)
    if before and before["currency"] != plan.currency:
        sentence = f"plan {plan.plan_id} is in {before['currency']} and stays so; another currency needs another plan"
        raise Wrong("currency", sentence)


def _check_price(price: Price, known: Known) -> None:
    plan = found(known, "plans", "plan_id", price.plan_id)
    if price.currency is not None and price.currency != plan["currency"]:
        raise Wrong("currency", f"plan {price.plan_id} is in {plan['currency']}, not in {price.currency}")
    if price.meter_id is None:
        return
    meter = found(known, "meters", "meter_id", price.meter_id)
    _check_meter_of(price, meter)
    for other_id, _ in known.rivals("prices", price):
        sentence = f"price {other_id} of the same plan has it already, and an event is billed once; delete that one"
        raise Wrong("meter_id", sentence)


def _check_meter_of(price: Price, meter: Payload) -> None:
    """Some charge models look at more than a number; the meter must keep it."""
    keeps, aggregation = meter.get("keeps_events"), meter["aggregation"]
    if price.model == "level" and not (aggregation == "latest" and meter.get("carries_over") and keeps):
        sentence = f"a level price needs a latest with carries_over and keeps_events, which {price.meter_id} is not"
        raise Wrong("meter_id", sentence)
    if price.model == "percentage" and aggregation != "sum":
        raise Wrong("meter_id", f"a percentage is one of a sum, and {price.meter_id} is a {aggregation}")
    if price.needs_events and not keeps:
        sentence = f"a price of single events needs a meter that keeps them; {price.meter_id} has keeps_events false"
        raise Wrong("meter_id", sentence)


def _check_subscription(one: Subscription, known: Known) -> None:
    currency = found(known, "plans", "plan_id", one.plan_id)["currency"]
    before = known.of("subscriptions").get(one.subscription_id)
    if before and before["client_id"] != one.client_id:
        raise Wrong("client_id", f"subscription {one.subscription_id} is {before['client_id']}'s and stays so")
    for other_id, other in known.rivals("subscriptions", one):
        plan = known.of("plans").get(other["plan_id"])
        if plan and plan["currency"] != currency and _overlap(one, other):
            sentence = (
                f"{one.plan_id} is in {currency}, and {other_id} of the same client, at the same time, in "
                f"{plan['currency']}: one bill has one currency"
            )
            raise Wrong("plan_id", sentence)


def _overlap(one: Subscription, other: Payload) -> bool:
    starts, ends = datetime.fromisoformat(other["starts_at"]), other["ends_at"]
    return one.starts_at < (datetime.fromisoformat(ends) if ends else FOREVER) and starts < (one.ends_at or FOREVER)


def found(known: Known, kind: str, field: str, wanted: str) -> Payload:
    """What is known of an id; raises `Wrong` for the field that names one nobody loaded."""
    payload = known.of(kind).get(wanted)
    if payload is None:
        raise Wrong(field, f"there is no {field.removesuffix('_id')} {wanted!r}; load the {kind} first")
    return payload


CHECKS: dict[str, Callable[[Any, Known], None]] = {
    "meters": _check_meter,
    "plans": _check_plan,
    "prices": _check_price,
    "subscriptions": _check_subscription,
}
