create table raw.usage_events (
    usage_at timestamptz not null,
    load_id bigint not null,
    line_no bigint not null,
    event_key uuid not null,
    payload_digest uuid not null,
    user_key uuid,
    ip_key uuid,
    agent_key uuid,
    latency_us bigint,
    request_bytes bigint,
    response_bytes bigint,
    records_new bigint,
    records_changed bigint,
    usage_date date not null,
    status_code smallint,
    is_time_assigned boolean not null,
    event_type text not null,
    provider_id text not null,
    api_id text not null,
    endpoint text not null,
    method text,
    operation text not null,
    client_id text not null,
    project_id text,
    credential_id text,
    dealer_id text,
    country text,
    region text,
    city text,
    quantity numeric,
    attributes jsonb
) partition by range (usage_date);

-- Monthly partitions, made when the first event of a month arrives. Attaching one takes a weaker lock than creating
-- it in place, so that readers and other loads go on. The loader has no right to create tables: the owner does it.
create function raw.ensure_usage_partition(usage_month date) returns void
language plpgsql security definer set search_path = pg_catalog, raw as $$
declare
    lower_bound constant date := date_trunc('month', usage_month)::date;
    upper_bound constant date := (lower_bound + interval '1 month')::date;
    partition_name constant text := 'usage_events_' || to_char(lower_bound, 'YYYY_MM');
begin
    if to_regclass('raw.' || partition_name) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('raw.ensure_usage_partition', 0));
    -- A query, because to_regclass may answer from a cache that is older than the lock.
    if exists (select from pg_class where relname = partition_name and relnamespace = 'raw'::regnamespace) then
        return;
    end if;
    execute format('create table raw.%I (like raw.usage_events including defaults, constraint in_month '
        || 'check (usage_date >= %L and usage_date < %L))', partition_name, lower_bound, upper_bound);
    execute format('create index %I on raw.%I using brin (usage_date, load_id) with (pages_per_range = 16, '
        || 'autosummarize = on)', partition_name || '_by_day', partition_name);
    execute format('alter table raw.usage_events attach partition raw.%I for values from (%L) to (%L)',
        partition_name, lower_bound, upper_bound);
    execute format('alter table raw.%I drop constraint in_month', partition_name);
end
$$;
revoke all on function raw.ensure_usage_partition(date) from public;
