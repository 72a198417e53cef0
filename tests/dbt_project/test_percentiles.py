"""Percentiles from the histogram, against exact ones."""

import json
import random
from collections.abc import Sequence

import pytest

from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.ledger import Event

SHARES = (0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1)
# Half of the bucket's width, seen from its middle: 0.05 / 2.05.
LARGEST_ERROR = 0.0244

QUERY = """
    with running as (
        select
            latency_bucket,
            sum(sum(requests)) over (order by latency_bucket) as reached,
            sum(sum(requests)) over () as requests_all
        from {{ ref('fct_latency_daily') }}
        where client_id = 'acme' and usage_date between '2026-03-05' and '2026-03-06'
        group by latency_bucket
    )
    select SHARES from running
"""


def exact_percentile(latencies: Sequence[int], share: float) -> int:
    """The least latency that at least the given share of requests did not exceed."""
    ordered = sorted(latencies)
    return next(value for place, value in enumerate(ordered, start=1) if place >= share * len(ordered))


@pytest.fixture
def latencies(copy: Built) -> list[int]:
    """Skewed latencies of two days, from microseconds to minutes, loaded as events."""
    chance = random.Random(7)
    drawn = [max(1, int(chance.lognormvariate(10, 2.5))) for _ in range(3000)]
    copy.ledger.load(
        [Event(f"l{i}", f"2026-03-0{5 + i % 2} 10:00", latency_us=value) for i, value in enumerate(drawn)]
        + [Event(f"other {i}", "2026-03-05 10:00", client_id="other", latency_us=1) for i in range(50)]
    )
    return drawn


def test_no_percentile_is_wrong_by_more_than_the_histogram_states(copy: Built, latencies: list[int], dbt: Dbt) -> None:
    window = ("--event-time-start", "2026-03-05", "--event-time-end", "2026-03-07")
    dbt.must(copy.settings, "run", "--select", "int_load_days_judged", "int_usage_events_repeated",
             "fct_latency_daily", *window)  # fmt: skip
    columns = ", ".join(f"{{{{ latency_percentile_us({share}) }}}} as p{place}" for place, share in enumerate(SHARES))
    shown = dbt.must(copy.settings, "--quiet", "show", "--inline", QUERY.replace("SHARES", columns), "--output", "json")
    (answer,) = json.loads(shown.output[shown.output.index("{") :])["show"]

    for place, share in enumerate(SHARES):
        exact = exact_percentile(latencies, share)
        assert abs(answer[f"p{place}"] / exact - 1) <= LARGEST_ERROR, share
