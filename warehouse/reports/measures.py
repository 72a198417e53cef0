"""The catalogue of what is measured, each with its formulas over the columns of a mart."""

from dataclasses import dataclass
from typing import Literal, LiteralString

Unit = Literal["count", "bytes", "ms", "share"]
Family = Literal["sums", "latency", "users", "ips"]

QUANTILES: dict[str, LiteralString] = {"latency_p50_ms": "0.5", "latency_p95_ms": "0.95", "latency_p99_ms": "0.99"}


@dataclass(frozen=True)
class Formula:
    """SQL over one mart, `usage`, which must bear the columns it `needs`.

    One that counts different keys says how `of_single_keys`, of which no two rows of a group have the same.
    """

    needs: frozenset[str]
    sql: LiteralString
    of_single_keys: LiteralString | None = None


@dataclass(frozen=True)
class Measure:
    """One number of a report: its unit, its meaning, and its formulas, of which the first a mart can bear is taken.

    Measures of one `family` are read from one mart; those of `sums` are additive or made of additive ones.
    """

    name: str
    unit: Unit
    description: str
    formulas: tuple[Formula, ...]
    family: Family = "sums"

    @property
    def is_count(self) -> bool:
        """Whether it is a whole number, 0 where there was no use; else a fraction, null where it is not defined."""
        return self.unit in ("count", "bytes")


def _formula(sql: LiteralString, *needs: str) -> Formula:
    return Formula(frozenset(needs), sql)


def _sum(column: LiteralString) -> Formula:
    return _formula("coalesce(sum(usage." + column + "), 0)::bigint", column)


def _outcome(column: LiteralString, outcome: LiteralString) -> tuple[Formula, ...]:
    kept: LiteralString = "filter (where usage.outcome = '" + outcome + "')"
    return (
        _sum(column),
        _formula("coalesce(sum(usage.requests) " + kept + ", 0)::bigint", "outcome", "requests"),
    )


def where_known(key: LiteralString) -> LiteralString:
    """The part of an aggregate that leaves out usage by nobody in particular."""
    return " filter (where usage." + key + " <> '00000000-0000-0000-0000-000000000000'::uuid)"


def _distinct(key: LiteralString) -> tuple[Formula, ...]:
    known = where_known(key)
    return (Formula(frozenset({key}), "count(distinct usage." + key + ")" + known, "count(*)" + known),)


def _percentile(quantile: LiteralString) -> tuple[Formula, ...]:
    # The value a bucket stands for is 2 * 1.05^b / 2.05: at most 2.44 % from any latency in (1.05^(b-1), 1.05^b].
    histogram: LiteralString = (
        "2 * power(1.05::float8, min(usage.latency_bucket) filter (where usage.reached >= usage.total * "
        + quantile
        + ")) / 2.05 / 1000"
    )
    exact: LiteralString = "percentile_disc(" + quantile + ") within group (order by usage.latency_us) / 1000::float8"
    return (_formula(histogram, "latency_bucket"), _formula(exact, "latency_us"))


_CATALOGUE = (
    Measure("requests", "count", "Counted usage events.", (_sum("requests"),)),
    Measure("successes", "count", "Requests with outcome success.", _outcome("successes", "success")),
    Measure("client_errors", "count", "Requests with a 4xx status.", _outcome("client_errors", "client_error")),
    Measure("server_errors", "count", "Requests with a 5xx status.", _outcome("server_errors", "server_error")),
    Measure(
        "success_rate", "share", "Successes in requests, 0 to 1; null without requests.",
        (
            _formula("sum(usage.successes)::float8 / nullif(sum(usage.requests), 0)", "successes", "requests"),
            _formula(
                "coalesce(sum(usage.requests) filter (where usage.outcome = 'success'), 0)::float8"
                " / nullif(sum(usage.requests), 0)",
                "outcome", "requests",
            ),
        ),
    ),
    Measure("request_bytes", "bytes", "Bytes received with requests.", (_sum("request_bytes"),)),
    Measure("response_bytes", "bytes", "Bytes sent in answer.", (_sum("response_bytes"),)),
    Measure(
        "latency_mean_ms", "ms", "Mean latency of the requests that tell theirs; null if none does.",
        (
            _formula(
                "sum(usage.latency_us_total)::float8 / nullif(sum(usage.latency_requests), 0) / 1000",
                "latency_us_total", "latency_requests",
            ),
        ),
    ),
    *(
        Measure(
            name, "ms", f"Latency that {float(quantile):.0%} of the requests do not exceed, within 2.5 %.",
            _percentile(quantile), "latency",
        )
        for name, quantile in QUANTILES.items()
    ),
    Measure("unique_users", "count", "Different users seen.", _distinct("user_key"), "users"),
    Measure("unique_ips", "count", "Different addresses seen.", _distinct("ip_key"), "ips"),
    Measure("records_new", "count", "Records first fetched.", (_sum("records_new"),)),
    Measure("records_changed", "count", "Records fetched again because they changed.", (_sum("records_changed"),)),
    Measure(
        "records_total", "count", "New and changed records.",
        (
            _formula(
                "coalesce(sum(usage.records_new), 0)::bigint + coalesce(sum(usage.records_changed), 0)::bigint",
                "records_new", "records_changed",
            ),
        ),
    ),
)  # fmt: skip

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _CATALOGUE}
DEFAULT_MEASURES = ("requests", "successes", "client_errors", "server_errors", "success_rate", "response_bytes")
