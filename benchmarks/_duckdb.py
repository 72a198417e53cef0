"""DuckDB making the daily facts of a day's counted events: the same grains and measures, from Parquet into tables."""

from pathlib import Path

import duckdb
import psycopg

from warehouse.database import connect
from warehouse.settings import Settings

COLUMNS = {
    "usage_date": "date", "usage_at": "timestamptz", "time_zone": "text", "provider_id": "text", "api_id": "text",
    "endpoint": "text", "operation": "text", "status_code": "smallint", "client_id": "text", "project_id": "text",
    "dealer_id": "text", "country": "text", "region": "text", "city": "text", "user_key": "uuid", "ip_key": "uuid",
    "latency_us": "bigint", "response_bytes": "bigint", "request_bytes": "bigint", "records_new": "bigint",
    "records_changed": "bigint", "quantity": "decimal(38, 9)", "agency_id": "text", "is_listed": "boolean",
    "age_band": "text", "gender": "text", "income_band": "text", "spend_band": "text",
}  # fmt: skip
# What was true at the time comes with the events: joining history is another benchmark.
TOLD = ("agency_id", "is_listed", "age_band", "gender", "income_band", "spend_band")
MEASURES = (
    "requests", "response_bytes", "request_bytes", "latency_us_total", "latency_requests", "records_new",
    "records_changed",
)  # fmt: skip
DIMENSIONS = (
    "usage_date, local_date, provider_id, api_id, endpoint, operation, outcome, status_code, client_id, "
    "agency_id, project_id, dealer_id, country, region, city, is_listed"
)
SUMS = ", ".join(f"sum({name})::bigint as {name}" for name in MEASURES) + ", sum(quantity)::decimal(38, 9) as quantity"
EVENTS = """
    create view events as
    select *, local_at::date as local_date, date_trunc('hour', local_at) as local_hour_at,
        date_trunc('hour', usage_at) as usage_hour_at,
        case when coalesce(status_code, 0) >= 500 then 'server_error' when coalesce(status_code, 0) >= 400
            then 'client_error' else 'success' end as outcome
    from (
        select * replace (
            coalesce(status_code, 0)::smallint as status_code, coalesce(project_id, 'none') as project_id,
            coalesce(dealer_id, 'none') as dealer_id, coalesce(country, 'unknown') as country,
            coalesce(region, 'unknown') as region, coalesce(city, 'unknown') as city,
            coalesce(user_key, '00000000-0000-0000-0000-000000000000'::uuid) as user_key,
            coalesce(ip_key, '00000000-0000-0000-0000-000000000000'::uuid) as ip_key,
            coalesce(response_bytes, 0) as response_bytes, coalesce(request_bytes, 0) as request_bytes,
            coalesce(records_new, 0) as records_new, coalesce(records_changed, 0) as records_changed,
            coalesce(quantity, 0) as quantity
        ), 1 as requests, coalesce(latency_us, 0) as latency_us_total,
        (latency_us is not null)::int as latency_requests, timezone(coalesce(time_zone, 'UTC'), usage_at) as local_at
        from read_parquet('{parquet}')
    )
"""
BUCKET = "ceil(ln(greatest(latency_us, 1)) / ln(1.05))::smallint"
FACTS = {
    "fct_usage_hourly": f"select {DIMENSIONS}, usage_hour_at, local_hour_at, {SUMS} from events group by all",
    "fct_usage_daily": f"select {DIMENSIONS}, {SUMS} from fct_usage_hourly group by all",
    "fct_latency_daily": f"select {DIMENSIONS}, {BUCKET} as latency_bucket, sum(requests)::bigint as requests "
    "from events where latency_us is not null group by all",
    "fct_user_usage_daily": f"select {DIMENSIONS}, user_key, age_band, gender, income_band, spend_band, "
    f"{SUMS} from events group by all",
    "fct_ip_usage_daily": f"select {DIMENSIONS}, ip_key, {SUMS} from events group by all",
    "agg_client_usage_daily": f"select usage_date, local_date, provider_id, client_id, is_listed, {SUMS}, "
    + ", ".join(
        f"coalesce(sum(requests) filter (where outcome = '{outcome}'), 0)::bigint as {outcome}"
        for outcome in ("success", "client_error", "server_error")
    )
    + " from fct_usage_daily group by all",
    "agg_dealer_usage_daily": "select usage_date, local_date, provider_id, client_id, dealer_id, is_listed, "
    "sum(requests)::bigint as requests, sum(records_new)::bigint as records_new, "
    "sum(records_changed)::bigint as records_changed, sum(records_new + records_changed)::bigint as records_total "
    "from fct_usage_daily group by all",
}


def write_parquet(settings: Settings, folder: Path) -> Path:
    """The counted events of all days, each with its client's time zone, as one Parquet file."""
    text, parquet = folder / "events.csv", folder / "events.parquet"
    homes = dict.fromkeys(TOLD, "told") | {"time_zone": "clients"}
    chosen = ", ".join(f"{homes.get(name, 'events')}.{name}" for name in COLUMNS)
    query = f"""copy (select {chosen} from intermediate.int_usage_events_counted as events
        inner join intermediate.int_usage_events_of_users as told using (usage_date, load_id, line_no)
        left join intermediate.int_client_versions as clients on events.client_id = clients.client_id
        and events.usage_at >= clients.valid_from and events.usage_at < clients.valid_until) to stdout (format csv)"""
    with connect("owner", settings) as owner, text.open("wb") as file, owner.cursor().copy(query.encode()) as rows:
        file.writelines(rows)
    typed = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    duckdb.execute(f"copy (from read_csv('{text}', columns = {{{typed}}}, header = false)) to '{parquet}'")
    text.unlink()
    return parquet


def make_facts(parquet: Path, database: Path) -> None:
    """Writes every fact of the Parquet file into a database file."""
    with duckdb.connect(str(database)) as made:
        made.execute("set TimeZone = 'UTC'")
        made.execute(EVENTS.format(parquet=parquet))
        for name, query in FACTS.items():
            made.execute(f"create table {name} as {query}")


def differences(settings: Settings, database: Path) -> list[str]:
    """The facts of which DuckDB's rows or requests are not those of the marts."""
    with connect("owner", settings) as marts, duckdb.connect(str(database)) as made:
        return [name for name in FACTS if _size(marts, f"marts.{name}") != _size(made, name)]


def _size(database: psycopg.Connection | duckdb.DuckDBPyConnection, table: str) -> list[int]:
    found = database.execute(f"select count(*), sum(requests) from {table}".encode().decode()).fetchone()
    return [int(number) for number in found or ()]
