-- The ledger. Nothing in `raw` is ever updated or deleted by a program: the roles below cannot.

create schema raw;
create schema staging;
create schema intermediate;
create schema marts;

-- One counter orders everything a reader may come to know: loads, verdicts and reference loads draw from it
-- while they hold the commit lock, so nothing appears behind a number that was already seen.
create sequence raw.ledger_no_seq;
create sequence raw.load_id_seq;

create table raw.source_versions (
    source text not null,
    source_version text not null,
    definition jsonb not null,
    first_used_at timestamptz not null default now(),
    primary key (source, source_version)
);

create table raw.loads (
    load_id bigint primary key,
    load_no bigint not null unique,
    kind text not null check (kind in ('usage', 'reference')),
    channel text not null check (channel in ('file', 'http')),
    provider_id text,
    source text not null,
    source_version text not null,
    file_name text,
    landing_date date,
    content_sha256 bytea not null,
    content_bytes bigint not null,
    replaces_load_id bigint references raw.loads (load_id),
    committed_at timestamptz not null default clock_timestamp(),
    seconds numeric(12, 3) not null,
    lines bigint not null,
    stored bigint not null,
    repeated bigint not null,
    quarantined bigint not null,
    ignored bigint not null,
    constraint accounting_is_exact check (lines = stored + quarantined + ignored),
    constraint repeats_are_stored check (repeated between 0 and stored)
);
create index loads_by_content on raw.loads (content_sha256);
create index loads_by_file_name on raw.loads (file_name);

-- How a file is known again by its beginning: the digest of each whole-line beginning within its first 1,024 bytes.
-- A file that was shorter than that when it was first read keeps its fingerprint when it has grown.
create table raw.file_prefixes (
    load_id bigint not null references raw.loads (load_id) deferrable initially deferred,
    source text not null,
    prefix_bytes integer not null,
    prefix_digest uuid not null,
    fingerprint uuid not null,
    is_whole_file boolean not null,
    primary key (load_id, prefix_bytes)
);
create index file_prefixes_by_digest on raw.file_prefixes (prefix_digest);

create table raw.load_verdicts (
    verdict_no bigint primary key,
    load_id bigint not null references raw.loads (load_id),
    verdict text not null check (verdict in ('held', 'accepted', 'voided')),
    reason text not null,
    decided_by text not null,
    decided_at timestamptz not null default clock_timestamp(),
    evidence jsonb
);
create index load_verdicts_by_load on raw.load_verdicts (load_id);

-- Which usage dates a load touches: those, and no others, are rebuilt when it is accepted or voided.
create table raw.load_days (
    load_id bigint not null references raw.loads (load_id),
    usage_date date not null,
    stored bigint not null,
    repeated bigint not null,
    primary key (load_id, usage_date)
);
create index load_days_by_date on raw.load_days (usage_date);

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

-- The values behind the pseudonyms. Erasing a person deletes here and leaves a tombstone.
create table raw.user_keys (
    user_key uuid primary key,
    client_id text not null,
    user_id text not null,
    load_id bigint not null
);
create table raw.ip_keys (
    ip_key uuid primary key,
    ip text not null,
    load_id bigint not null
);
create table raw.agent_keys (
    agent_key uuid primary key,
    user_agent text not null,
    load_id bigint not null
);

create table raw.quarantine (
    load_id bigint not null references raw.loads (load_id) deferrable initially deferred,
    line_no bigint not null,
    reason text not null,
    detail text not null,
    primary key (load_id, line_no)
);

-- The offending bytes, apart from their accounting, so that they can be purged.
create table raw.quarantine_texts (
    load_id bigint not null,
    line_no bigint not null,
    line bytea not null,
    primary key (load_id, line_no)
);

create table raw.reference_records (
    kind text not null,
    id text not null,
    effective_at timestamptz,
    load_no bigint not null,
    load_id bigint not null references raw.loads (load_id) deferrable initially deferred,
    line_no bigint not null,
    payload jsonb not null,
    primary key (load_id, line_no)
);
create index reference_records_by_id on raw.reference_records (kind, id, effective_at, load_no);

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
