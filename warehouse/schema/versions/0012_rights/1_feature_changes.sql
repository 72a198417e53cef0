-- What was reported of the use of features: by how much it grew, what it is, or whether it is switched on. Of the rows
-- of one `change_id` the first (by ledger number and line) that no voided load brought stands; the others repeat it or
-- contradict it. A change that is put is kept once for each content; a file's lines are kept each, so that voiding
-- another file uncovers them.
create table raw.feature_changes (
    ledger_no bigint not null,
    line_no bigint not null,
    load_id bigint references raw.loads (load_id) deferrable initially deferred,
    committed_at timestamptz not null default clock_timestamp(),
    content_digest uuid not null,
    change_id uuid not null,
    change_key text,
    client_id text not null,
    subscription_id text,
    feature_id text not null,
    happened_at timestamptz not null check (isfinite(happened_at)),
    increment numeric,
    quantity numeric check (quantity >= 0),
    is_enabled boolean,
    primary key (ledger_no, line_no),
    constraint a_change_is_of_one_kind check (num_nonnulls(increment, quantity, is_enabled) = 1)
);
create unique index feature_changes_put_once on raw.feature_changes
    (client_id, change_id, content_digest, coalesce(load_id, 0), (case when load_id is null then 0 else line_no end));

-- A file of such changes is a load too.
alter table raw.loads drop constraint loads_kind_check;
alter table raw.loads add constraint loads_kind_check
    check (kind in ('usage', 'reference', 'location', 'resource', 'rights'));
