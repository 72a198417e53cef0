"""Billable periods of 100,000 intervals, over a plain join of the same intervals with the ownerships.

The plain join knows intervals and ownerships as two tables of periods that somebody paired already, and adds up the
seconds of their overlaps: nobody's time, payers and rates are none of its business.

Two ratios with a target. One month, as every report begins: the built periods that touch it, clipped and rated. And all
time, as a build makes them: the query of the model, which divides each interval by owner, client and payer and keeps
what nobody owns. Both sides must come to the same seconds; in turns, and of each the fastest of several runs counts.
Without a target: the SQL of all models and data tests of resources in a build.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from psycopg import sql

from benchmarks import Ratio, own_house, timed
from benchmarks._statements import log_statements, sql_seconds
from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest, read_manifest
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.reports.billing import BillingFilter, Span
from warehouse.reports.billing.rated import rated
from warehouse.resources import put
from warehouse.settings import Settings

INTERVALS, RESOURCES, ROUNDS = 100_000, 40_000, 5
NOW = datetime(2012, 6, 1, tzinfo=UTC)
MONTH, EVER = Span.month(2011, 6), Span(datetime(1970, 1, 1, tzinfo=UTC), NOW)
# Two years of intervals of up to three weeks, a tenth still open; each resource has three owners in that time.
EVENTS = f"""
    insert into raw.billable_events
        (ledger_no, line_no, content_digest, provider_id, event_id, state, happened_at, resource_id, rate_code, qty)
    select
        100 + (state = 'close')::integer, number, gen_random_uuid(), 'p', md5(number::text)::uuid, state,
        timestamptz '2010-01-01Z' + number * interval '10 minutes'
            + (state = 'close')::integer * (number % 97 + 1) * interval '5 hours',
        'app' || number % {RESOURCES}, case number % 3 when 0 then 'db' else 'web' end, number % 4
    from generate_series(1, {INTERVALS}) as number
    cross join (values ('open'), ('close')) as halves (state)
    where state = 'open' or number % 10 > 0
"""
OWNERSHIPS = f"""
    insert into raw.resource_ownerships
        (ledger_no, line_no, content_digest, provider_id, ownership_id, state, happened_at, resource_id, owner_id)
    select
        200 + (state = 'inactive')::integer, number * 10 + place, gen_random_uuid(), 'p',
        md5(number || ' ' || place)::uuid, state,
        timestamptz '2010-01-01Z' + place * interval '240 days' + number * interval '1 minute'
            + (state = 'inactive')::integer * interval '230 days',
        'app' || number, 'a' || (number * 7 + place) % 5000
    from generate_series(0, {RESOURCES} - 1) as number
    cross join generate_series(0, 2) as place
    cross join (values ('active'), ('inactive')) as halves (state)
    where state = 'active' or place < 2
"""
LINKS = """
    insert into raw.account_links
        (ledger_no, line_no, content_digest, provider_id, owner_id, valid_from, client_id, payer_id)
    select 300, number, gen_random_uuid(), 'p', 'a' || number, '-infinity', 'c' || number % 900, 'c' || number % 90
    from generate_series(0, 4999) as number
"""
PAIRED = """
    create schema plain;
    create table plain.intervals as
    select provider_id, event_id, resource_id, qty, opened_at as begins, closed_at as ends
    from intermediate.int_resource_intervals;
    create table plain.ownerships as
    select provider_id, resource_id, owner_id, owned_from as begins, owned_until as ends
    from marts.fct_ownership_periods;
    analyze plain.intervals;
    analyze plain.ownerships;
"""
PLAIN = """
    select sum(qty * extract(epoch from ends - begins))
    from (
        select
            one.event_id, other.owner_id, one.qty,
            greatest(one.begins, other.begins, %(from_at)s) as begins,
            least(one.ends, other.ends, %(until_at)s) as ends
        from plain.intervals as one
        inner join plain.ownerships as other
            on one.provider_id = other.provider_id and one.resource_id = other.resource_id
            and one.begins < other.ends and one.ends > other.begins
        where one.begins < %(until_at)s and one.ends > %(from_at)s
            and other.begins < %(until_at)s and other.ends > %(from_at)s
    ) as shared
"""
OF_A_MONTH = "with {rated} select sum(seconds) filter (where owner_id <> 'none'), sum(rate_cents * parts) from rated"
OF_ALL_TIME = """
    select sum(qty * extract(epoch from least(billable_until, {now}) - billable_from)) filter (where owner_id <> 'none')
    from ({model}) as periods
    where billable_from < {now}
"""


def main() -> Iterator[Ratio]:
    """A month from the mart, and all time by the model, each over the join; a build over the join of all time."""
    with own_house() as settings:
        write(settings)
        ensure_manifest(settings)
        build(settings)
        with connect("owner", settings) as connection:
            connection.execute(PAIRED.encode())
        month, join_of_month = fastest(settings, of_a_month(), plain(MONTH))
        ever, join_of_all = fastest(settings, of_all_time(settings), plain(EVER))
        log_statements(settings)
        spent = sql_seconds(settings, partial(build, settings))
    detail = f"{month:.3f} s, join {join_of_month:.3f} s; {INTERVALS:,} intervals"
    yield Ratio("a month's billable periods ÷ plain interval join", month / join_of_month, 2, detail=detail)
    detail = f"{ever:.2f} s, join {join_of_all:.2f} s"
    yield Ratio("all billable periods ÷ plain interval join", ever / join_of_all, 2, detail=detail)
    built = sum(seconds for name, seconds in spent.items() if name in nodes_of_resources(settings))
    yield Ratio("models and tests of resources in a build ÷ the same", built / join_of_all, detail=f"{built:.1f} s")


Question = tuple[sql.Composable, dict[str, Any]]


def of_a_month() -> Question:
    """What reports of resources begin with."""
    ctes, parameters = rated(Scope.operator(), BillingFilter(MONTH, NOW))
    return sql.SQL(OF_A_MONTH).format(rated=ctes), parameters


def of_all_time(settings: Settings) -> Question:
    """The model's own query, on the tables as they are built."""
    nodes = read_manifest(settings)["nodes"].values()
    schemas = {node["name"]: node["schema"] for node in nodes if node["resource_type"] == "model"}
    (code,) = (node["raw_code"] for node in nodes if node["name"] == "fct_billable_periods")
    model = re.sub(r"{{ ref\('(\w+)'\) }}", lambda ref: f"{schemas[ref[1]]}.{ref[1]}", code)
    return sql.SQL(OF_ALL_TIME).format(model=sql.SQL(model), now=sql.Literal(NOW)), {}


def plain(span: Span) -> Question:
    """The join that knows less."""
    return sql.SQL(PLAIN), {"from_at": span.from_at, "until_at": span.until_at}


def fastest(settings: Settings, ours: Question, theirs: Question) -> tuple[float, float]:
    """The fastest of several runs of both, in turns; stops if they do not come to the same seconds."""
    best = [float("inf"), float("inf")]
    with connect("owner", settings, autocommit=True) as connection:
        answers = [connection.execute(*question).fetchone() for question in (ours, theirs)]
        assert answers[0] is not None
        assert answers[1] is not None
        assert answers[0][0] == answers[1][0] > 0, answers
        for _ in range(ROUNDS):
            for side, question in enumerate((ours, theirs)):
                best[side] = min(best[side], timed(partial(connection.execute, *question)))
    return best[0], best[1]


def nodes_of_resources(settings: Settings) -> set[str]:
    """Their models and data tests, by name."""
    nodes = read_manifest(settings)["nodes"].values()
    return {node["name"] for node in nodes if "/resources/" in node["original_file_path"]}


def write(settings: Settings) -> None:
    """The ledger, straight into its tables."""
    put("providers", {"provider_id": "p"}, settings)
    for slug, cents, period in (("web", 5, "hour"), ("db", 1000, "month")):
        put("rate_codes", {"provider_id": "p", "slug": slug, "rate_cents": cents, "rate_period": period}, settings)
    with connect("owner", settings) as connection:
        for statement in (EVENTS, OWNERSHIPS, LINKS, "select setval('raw.ledger_no_seq', 1000)"):
            connection.execute(statement.encode())
    with connect("owner", settings, autocommit=True) as connection:
        connection.execute("vacuum analyze")
