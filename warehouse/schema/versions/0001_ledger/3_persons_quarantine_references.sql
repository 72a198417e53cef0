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
