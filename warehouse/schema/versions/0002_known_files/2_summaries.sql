-- A block range that is not summarised is read for every day, and without statistics the planner does not trust the
-- index. Autovacuum gets to both a minute later at the earliest, while a build begins at once: so each load does it for
-- what it wrote, after its commit. Partitions belong to the owner, hence the function.
create function raw.tend_usage_partition(usage_month date) returns void
language plpgsql security definer set search_path = pg_catalog, raw as $$
declare
    partition constant regclass := format('raw.%I', 'usage_events_' || to_char(usage_month, 'YYYY_MM'))::regclass;
    pages_analyzed integer;
begin
    perform brin_summarize_new_values((partition || '_by_day')::regclass);
    select relpages into pages_analyzed from pg_class where oid = partition and reltuples >= 0;
    if pg_relation_size(partition) / current_setting('block_size')::integer > 2 * coalesce(pages_analyzed, 0) then
        execute format('analyze %s', partition);
    end if;
end
$$;
revoke all on function raw.tend_usage_partition(date) from public;
