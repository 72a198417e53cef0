-- The ids that senders gave their records, with what they sent under them: so that an id is known again on another day,
-- and one that comes with other content is seen. An index of the ledger, not a part of it: months that are no longer
-- remembered are dropped.
create table raw.given_ids (
    event_key uuid not null,
    payload_digest uuid not null,
    usage_at timestamptz not null,
    load_id bigint not null,
    line_no bigint not null,
    given_on date not null,
    is_time_assigned boolean not null,
    provider_id text not null
) partition by range (given_on);

-- The month's partition, and those that nobody needs any more away: `remembered` is the first day that counts.
create function raw.ensure_given_ids_partition(given_month date, remembered date) returns void
language plpgsql security definer set search_path = pg_catalog, raw as $$
declare
    lower_bound constant date := date_trunc('month', given_month)::date;
    upper_bound constant date := (lower_bound + interval '1 month')::date;
    partition_name constant text := 'given_ids_' || to_char(lower_bound, 'YYYY_MM');
    forgotten text;
begin
    if to_regclass('raw.' || partition_name) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('raw.ensure_given_ids_partition', 0));
    if exists (select from pg_class where relname = partition_name and relnamespace = 'raw'::regnamespace) then
        return;
    end if;
    execute format('create table raw.%I (like raw.given_ids including defaults, constraint in_month '
        || 'check (given_on >= %L and given_on < %L))', partition_name, lower_bound, upper_bound);
    execute format('create index %I on raw.%I (event_key)', partition_name || '_by_key', partition_name);
    execute format('create index %I on raw.%I using brin (load_id) with (pages_per_range = 16, autosummarize = on)',
        partition_name || '_by_load', partition_name);
    execute format('alter table raw.given_ids attach partition raw.%I for values from (%L) to (%L)',
        partition_name, lower_bound, upper_bound);
    execute format('alter table raw.%I drop constraint in_month', partition_name);
    for forgotten in
        select relname from pg_class
        where relnamespace = 'raw'::regnamespace and relkind = 'r' and relname ~ '^given_ids_\d{4}_\d{2}$'
            and relname < 'given_ids_' || to_char(remembered, 'YYYY_MM')
    loop
        execute format('drop table raw.%I', forgotten);
    end loop;
end
$$;
revoke all on function raw.ensure_given_ids_partition(date, date) from public;
