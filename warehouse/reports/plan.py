"""Which marts answer a question: for each family of measures the first, and so cheapest, that bears all it takes."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.dimensions import DIMENSIONS
from warehouse.reports.marts import MARTS, Mart
from warehouse.reports.measures import MEASURES, Formula, Measure
from warehouse.reports.usage_filter import UsageFilter
from warehouse.reports.wording import sentence_list

# Single persons, or so short a time that few people were there: not together with what is known of users.
TOO_NARROW = ("user", "ip", "hour")


@dataclass(frozen=True)
class Part:
    """Measures that are read from one mart together."""

    mart: Mart
    measures: tuple[Measure, ...]

    def formula(self, measure: Measure) -> Formula:
        """The first formula of a measure that the mart can bear."""
        return next(formula for formula in measure.formulas if self.mart.holds(formula.needs))


def plan(scope: Scope, asked: UsageFilter) -> tuple[Part, ...]:
    """The parts of the answer; the first counts the requests of every row and so says which rows there are.

    Raises `ReportError`, saying what to leave out, if only single events could tell and the period is too long, or if
    users' attributes are asked for too narrowly.
    """
    _require_wide(scope, asked)
    columns = _columns(scope, asked)
    families: dict[str, list[Measure]] = {"sums": [MEASURES["requests"]]}
    for name in asked.measure_names:
        measure = MEASURES[name]
        chosen = families.setdefault(measure.family, [])
        if measure not in chosen:
            chosen.append(measure)
    parts: dict[Mart, tuple[Measure, ...]] = {}
    for measures in families.values():
        mart = _cheapest(columns, measures, asked)
        parts[mart] = (*parts.get(mart, ()), *measures)
    return tuple(Part(mart, measures) for mart, measures in parts.items())


def _require_wide(scope: Scope, asked: UsageFilter) -> None:
    narrow = [name for name in TOO_NARROW if name in asked.by or name in asked.where]
    if asked.attributes and narrow and scope.role != "client":
        raise ReportError(
            f"{sentence_list(list(asked.attributes))} cannot be asked for together with {sentence_list(narrow)}: "
            "reports by users' attributes are about whole days and groups of users. Only the client itself may ask."
        )


def _columns(scope: Scope, asked: UsageFilter) -> frozenset[str]:
    dimensions = (DIMENSIONS[name].column_in(asked.time_basis) for name in (*asked.by, *asked.where))
    restricted = (restriction.column for restriction in scope.restrictions)
    return frozenset({"usage_date", "local_date", *dimensions, *restricted})


def _cheapest(columns: AbstractSet[str], measures: Iterable[Measure], asked: UsageFilter) -> Mart:
    for mart in MARTS:
        if _bears(mart, columns, measures):
            if mart.max_days is not None and asked.period.days > mart.max_days:
                raise ReportError(_too_long(asked, mart.max_days, measures))
            return mart
    raise ReportError("No mart bears this combination.")  # pragma: no cover: events bear every one


def _bears(mart: Mart, columns: AbstractSet[str], measures: Iterable[Measure]) -> bool:
    return mart.holds(columns) and all(any(mart.holds(f.needs) for f in measure.formulas) for measure in measures)


def _too_long(asked: UsageFilter, max_days: int, measures: Iterable[Measure]) -> str:
    special = {"hour", "user", "ip"}
    names = [name for name in dict.fromkeys((*asked.by, *asked.where)) if name in special]
    names += [measure.name for measure in measures if measure.family != "sums"]
    return (
        f"{sentence_list(names)} together can only be told from single events, for at most {max_days} days; "
        f"{asked.period} are {asked.period.days}. Ask for fewer days, or leave one of them out."
    )
