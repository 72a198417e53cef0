"""Peers' cases of charge models, put into the words of this house: prices, usage, and what the line says of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.cases.case_files import Case
from tests.cases.log_lines import Unsupported
from tests.dbt_project.ledger import Event

Said = dict[str, Any]
DAY = "2026-03-02"
# What peers call the fields of a price.
NAMES = {
    "unit_price": "unit_amount", "package_size": "package_size", "package_price": "package_amount",
    "rate_percent": "rate_percent", "fixed_per_event": "fixed_amount", "free_events": "free_events",
    "min_per_event": "event_minimum", "max_per_event": "event_maximum", "min_spend": "minimum", "max_spend": "maximum",
    "percent_discount": "discount_percent",
}  # fmt: skip
FREE = {"package": "free_units", "percentage": "free_total"}
MODELS = ("standard", "package", "graduated", "volume", "percentage", "graduated_percentage")
# What is given beside the price: what was used, and what went before.
USED = {"tiers", "units", "units_before", "already_billed", "last_in_period", "events", "running_total",
        "event_values", "amount_base"}  # fmt: skip
# Cases, by id or by a rule, that the rules of the design (section 7) decide otherwise than the peer, and why.
OVERRULED: dict[str, tuple[Callable[[Case], bool], str]] = {}


@dataclass(frozen=True)
class Usage:
    """What one client used, event by event, in their order."""

    client_id: str
    values: tuple[Decimal, ...]

    def events(self) -> Iterator[Event]:
        """One each second, so that their order is that of time."""
        for place, value in enumerate(self.values):
            at = f"{DAY} {place // 3600:02}:{place // 60 % 60:02}:{place % 60:02}"
            yield Event(f"{self.client_id} {place}", at, self.client_id, event_type=self.client_id, quantity=f"{value}")


@dataclass(frozen=True)
class Rated:
    """A case as a price, and the usage of one client; of another that used what came before, if something did."""

    case: Case
    price: Said
    usage: Usage
    before: Usage | None = field(default=None)

    @property
    def usages(self) -> tuple[Usage, ...]:
        """Both, where there are two."""
        return (self.usage, self.before) if self.before else (self.usage,)


def read(case: Case) -> Rated:
    """The case in the house's words; raises `Unsupported` for what it does not have."""
    given = case.given
    if case.model not in MODELS:
        raise Unsupported(f"there is no charge model {case.model}")
    free = FREE.get(case.model, "")
    if unknown := set(given) - USED - set(NAMES) - {free, "free_units"}:
        raise Unsupported(f"{case.model} by {', '.join(sorted(unknown))}")
    price: Said = {"model": case.model, **_terms(given)}
    if given.get(free) is not None:
        price["free_units"] = str(given[free])
    values = tuple(_values(given))
    total = exact(given.get("units_before") or 0)
    before = Usage(f"{case.name} before", _some(total)) if total else None
    return Rated(case, price, Usage(case.name, _some(total) + values), before)


def expectations(rated: Rated, line: Mapping[str, Decimal], before: Mapping[str, Decimal], parts: Said) -> Said:
    """What the line, less the one before it, says of each thing that is expected."""

    def grown(column: str) -> Decimal:
        return line.get(column, Decimal(0)) - before.get(column, Decimal(0))

    answers: dict[str, Callable[[], object]] = {
        "amount": lambda: grown("charged_amount") if "min_spend_line" in rated.case.expect else grown("amount"),
        "amount_before_discount": lambda: grown("charged_amount"),
        "percent_discount": lambda: grown("discount_amount"),
        "discount": lambda: grown("maximum_amount"),
        "max_discount": lambda: grown("maximum_amount"),
        "total": lambda: line["amount"] - exact(rated.case.given.get("already_billed", 0)),
        "min_spend_line": lambda: line.get("minimum_amount", Decimal(0)),
        "units_per_tier": lambda: [quantity for quantity, _ in parts["after"] if quantity],
        "parts": lambda: _differences(parts["before"], parts["after"]),
    }
    if unknown := set(rated.case.expect) - set(answers):
        raise Unsupported(f"what is expected has other fields: {', '.join(sorted(unknown))}")
    return {name: answers[name]() for name in rated.case.expect}


def expected(case: Case) -> Said:
    """What is expected, exact; amounts of tiers that cost nothing left out."""
    return {name: [exact(one) for one in said] if isinstance(said, list) else exact(said)
            for name, said in case.expect.items()}  # fmt: skip


def exact(value: object) -> Decimal:
    """A number as it is written."""
    return Decimal(str(value))


def _terms(given: Said) -> Iterator[tuple[str, Any]] | Said:
    terms: Said = {NAMES[name]: str(value) for name, value in given.items() if name in NAMES and value is not None}
    if "tiers" in given:
        terms["tiers"] = list(_tiers(given["tiers"]))
    return terms


def _tiers(tiers: list[Said]) -> Iterator[Said]:
    begins: object = 0
    for tier in tiers:
        ends = tier.get("to", tier.get("up_to"))
        prices = {name: str(tier[name]) for name in ("unit", "rate_percent", "flat") if name in tier}
        yield {"from": str(tier.get("from", begins)), "to": None if ends is None else str(ends), **prices}
        begins = ends


def _values(given: Said) -> Iterator[Decimal]:
    """Events as they are given: by their values, or by how many there were, what the first came to, and all."""
    if "event_values" in given:
        yield from map(exact, given["event_values"])
        return
    total = exact(given.get("units", given.get("amount_base", 0)))
    reached = Decimal(0)
    for running in map(exact, given.get("running_total", ())):
        yield running - reached
        reached = running
    left = int(given.get("events", 1)) - len(given.get("running_total", ()))
    if left and total - reached:
        yield from [
            total - reached - (left - 1) * ((total - reached) // left),
            *[(total - reached) // left] * (left - 1),
        ]


def _some(total: Decimal) -> tuple[Decimal, ...]:
    return (total,) if total else ()


def _differences(before: list[tuple[Decimal, Decimal]], after: list[tuple[Decimal, Decimal]]) -> list[Decimal]:
    """What each tier costs now and did not before."""
    padded = [*before, *[(Decimal(0), Decimal(0))] * (len(after) - len(before))]
    return [now - then for (_, then), (_, now) in zip(padded, after, strict=True) if now != then]
