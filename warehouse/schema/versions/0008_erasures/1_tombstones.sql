-- That a person was erased, and how far that is. It names who did it, and nobody else.
create table raw.erasures (
    erasure_id bigint generated always as identity primary key,
    begun_at timestamptz not null default clock_timestamp(),
    begun_by text not null
);
create table raw.erasure_steps (
    erasure_id bigint not null references raw.erasures (erasure_id),
    step text not null check (step in ('deleted', 'finished')),
    done_at timestamptz not null default clock_timestamp(),
    counts jsonb not null,
    primary key (erasure_id, step)
);

-- What must not be learned again, by its keyed digest: of a user the key and the id, and addresses and user agents that
-- only erased users came with. `characters` is the value's length, by which it is looked for in a text. Where somebody
-- else has come with an address since, it stands in raw.ip_keys, and its tombstone is without force.
create table raw.tombstones (
    kind text not null check (kind in ('user_key', 'user_id', 'ip_key', 'agent_key')),
    key uuid not null,
    client_id text not null default '',
    characters integer not null,
    erasure_id bigint references raw.erasures (erasure_id),
    primary key (kind, key, client_id)
);
create index tombstones_by_erasure on raw.tombstones (erasure_id);
