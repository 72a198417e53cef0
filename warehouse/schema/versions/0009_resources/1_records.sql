-- The open/close ledger: who sells, at which rates, what was opened and closed, who owned it, and who pays for whom.
-- A row is what was put once, or a line of a file. Of the rows of one identity the first (by ledger number and line)
-- that no voided load brought stands; the others repeat it or contradict it. A put is kept once for each content, so
-- that sending it again writes nothing; a file's lines are kept each, so that voiding another file uncovers them.

create table raw.providers (
    ledger_no bigint not null,
    line_no bigint not null,
    load_id bigint references raw.loads (load_id) deferrable initially deferred,
    committed_at timestamptz not null default clock_timestamp(),
    content_digest uuid not null,
    provider_id text not null,
    name text,
    primary key (ledger_no, line_no)
);
create unique index providers_put_once on raw.providers
    (provider_id, content_digest, coalesce(load_id, 0), (case when load_id is null then 0 else line_no end));

create table raw.rate_codes (
    ledger_no bigint not null,
    line_no bigint not null,
    load_id bigint references raw.loads (load_id) deferrable initially deferred,
    committed_at timestamptz not null default clock_timestamp(),
    content_digest uuid not null,
    provider_id text not null,
    slug text not null,
    rate_cents bigint not null check (rate_cents >= 0),
    rate_period text not null check (rate_period in ('hour', 'month')),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    product_group text,
    product_name text,
    primary key (ledger_no, line_no)
);
create unique index rate_codes_put_once on raw.rate_codes
    (provider_id, slug, content_digest, coalesce(load_id, 0), (case when load_id is null then 0 else line_no end));

create table raw.billable_events (
    ledger_no bigint not null,
    line_no bigint not null,
    load_id bigint references raw.loads (load_id) deferrable initially deferred,
    committed_at timestamptz not null default clock_timestamp(),
    content_digest uuid not null,
    provider_id text not null,
    event_id uuid not null,
    state text not null check (state in ('open', 'close')),
    happened_at timestamptz not null check (isfinite(happened_at)),
    resource_id text,
    rate_code text,
    qty numeric check (qty >= 0),
    product_name text,
    description text,
    primary key (ledger_no, line_no),
    constraint an_open_says_what check (
        state = 'close' or (resource_id is not null and rate_code is not null and qty is not null)
    )
);
create unique index billable_events_put_once on raw.billable_events
    (event_id, provider_id, state, content_digest, coalesce(load_id, 0),
    (case when load_id is null then 0 else line_no end));

create table raw.resource_ownerships (
    ledger_no bigint not null,
    line_no bigint not null,
    load_id bigint references raw.loads (load_id) deferrable initially deferred,
    committed_at timestamptz not null default clock_timestamp(),
    content_digest uuid not null,
    provider_id text not null,
    ownership_id uuid not null,
    state text not null check (state in ('active', 'inactive')),
    happened_at timestamptz not null check (isfinite(happened_at)),
    resource_id text,
    owner_id text,
    primary key (ledger_no, line_no),
    constraint an_active_one_says_whose check (
        state = 'inactive' or (resource_id is not null and owner_id is not null)
    )
);
create unique index resource_ownerships_put_once on raw.resource_ownerships
    (ownership_id, provider_id, state, content_digest, coalesce(load_id, 0),
    (case when load_id is null then 0 else line_no end));

create table raw.account_links (
    ledger_no bigint not null,
    line_no bigint not null,
    load_id bigint references raw.loads (load_id) deferrable initially deferred,
    committed_at timestamptz not null default clock_timestamp(),
    content_digest uuid not null,
    provider_id text not null,
    owner_id text not null,
    valid_from timestamptz not null,
    client_id text not null,
    payer_id text not null,
    primary key (ledger_no, line_no)
);
create unique index account_links_put_once on raw.account_links
    (provider_id, owner_id, valid_from, content_digest, coalesce(load_id, 0),
    (case when load_id is null then 0 else line_no end));

-- A file of such records is a load too.
alter table raw.loads drop constraint loads_kind_check;
alter table raw.loads add constraint loads_kind_check
    check (kind in ('usage', 'reference', 'location', 'resource'));
