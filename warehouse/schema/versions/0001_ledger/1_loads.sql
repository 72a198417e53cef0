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
