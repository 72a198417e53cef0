"""Peers' cases of aggregations, put into the words of this house: a meter, events, and a span it is read over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.cases.case_files import Case
from tests.cases.log_lines import Unsupported
from tests.cases.rating_cases import exact
from tests.dbt_project.ledger import Event
from warehouse.reports import MeterFilter, Report

Said = dict[str, Any]
AGGREGATIONS = {"windowed_sum": "sum", **{name: name for name in (
    "count", "sum", "max", "latest", "unique_count", "weighted_sum", "percentile")}}  # fmt: skip
GIVEN = {"period", "from", "to", "window_seconds", "time_zone", "initial", "events", "carried_over", "values",
         "in_period", "before_period", "recurring", "percentile"}  # fmt: skip
EXPECTED = {"value", "value_rounded_5", "count", "events", "rows"}
# Where a case names no times: a month, and instants before and within it.
MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
BEFORE, WITHIN, SECOND = MARCH - timedelta(days=2), MARCH + timedelta(days=2), timedelta(seconds=1)


@dataclass(frozen=True)
class Metered:
    """A case as a meter, the events of one client, and what is asked."""

    case: Case
    meter: Said
    happened: tuple[tuple[datetime, Any], ...]
    asked: MeterFilter

    @property
    def is_of_a_month(self) -> bool:
        """Whether it is read over a calendar month, so that a bill must say the same."""
        first, end = self.asked.from_at, self.asked.until_at
        is_whole = (first.day, end.day) == (1, 1) and first.time() == end.time() == datetime.min.time()
        return is_whole and 28 <= (end - first).days <= 31 and self.asked.window_seconds is None

    def events(self) -> Iterator[Event]:
        """Each with its value as an attribute, so that it need not be a number."""
        name = self.case.name
        for place, (at, value) in enumerate(self.happened):
            written = at.strftime("%Y-%m-%d %H:%M:%S.%f")
            yield Event(f"{name} {place}", written, name, event_type=name, attributes={"value": value})


def read(case: Case) -> Metered:
    """The case in the house's words; raises `Unsupported` for what it does not have."""
    if case.kind not in AGGREGATIONS:
        raise Unsupported(f"there is no aggregation {case.kind}")
    if unknown := (set(case.given) - GIVEN) | (set(case.expect) - EXPECTED):
        raise Unsupported(f"{case.kind} by {', '.join(sorted(unknown))}")
    aggregation = AGGREGATIONS[case.kind]
    carries = aggregation == "weighted_sum" or "carried_over" in case.given or bool(case.given.get("recurring"))
    meter: Said = {"meter_id": case.name, "name": case.name, "aggregation": aggregation, "carries_over": carries}
    meter |= {"filter": {"event_type": case.name}}
    meter |= {} if aggregation == "count" else {"value": "attributes.value"}
    meter |= {"percentile": str(case.given["percentile"])} if "percentile" in case.given else {}
    first, end = _span(case.given)
    window = case.given.get("window_seconds")
    asked = MeterFilter(case.name, first, end, window, case.given.get("time_zone", "UTC"))
    return Metered(case, meter, tuple(_happened(case.given, first)), asked)


def found(metered: Metered, report: Report) -> Said:
    """What the report says of each thing that is expected; of no events it has no row, and their sum is nothing."""
    rows = [row for row in report.frame.iter_rows(named=True) if row["client_id"] == metered.case.name]
    only = rows[0] if rows else {"quantity": Decimal(0), "events": 0, "events_carried": 0}
    answers = {
        "value": only["quantity"],
        "value_rounded_5": round(only["quantity"], 5),
        "count": only["events"] + only["events_carried"],
        "events": only["events"],
        "rows": [(row["window_from"], row["window_until"], row["quantity"]) for row in rows],
    }
    return {name: answers[name] for name in metered.case.expect}


def expected(case: Case) -> Said:
    """What is expected, exact."""
    return {name: [(_at(row["from"]), _at(row["to"]), exact(row["value"])) for row in said] if name == "rows"
            else exact(said) for name, said in case.expect.items()}  # fmt: skip


def _span(given: Said) -> tuple[datetime, datetime]:
    if "period" in given:
        return _at(given["period"]["from"]), _at(given["period"]["to_exclusive"])
    return (_at(given["from"]), _at(given["to"])) if "from" in given else (MARCH, APRIL)


def _happened(given: Said, first: datetime) -> Iterator[tuple[datetime, Any]]:
    if given.get("initial"):
        yield first - timedelta(days=1), given["initial"]
    for event in given.get("events", ()):
        yield _at(event["time"]), event["value"]
    for start, names in ((BEFORE, ("before_period", "carried_over")), (WITHIN, ("in_period", "values"))):
        values = [value for name in names for value in given.get(name, ())]
        yield from ((start + place * SECOND, value) for place, value in enumerate(values))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
