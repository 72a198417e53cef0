-- The months of dbt's daily tables. In a schema that nobody else may enter: whoever reads, reads the whole table, by
-- its grants and policies.
create schema partitions;

-- The table that holds a day of `parent`: the partition of its month, which is made if there is none, or `parent`
-- itself if it has no partitions. Attaching a partition takes a weaker lock than creating it in place, so that readers
-- and builds of other days go on. The name ends with the number of its table: one that is made anew has partitions of
-- its own, while those of the old one are still read.
create function partitions.of_day(parent regclass, day date) returns regclass
language plpgsql set search_path = pg_catalog as $$
declare
    lower_bound constant date := date_trunc('month', day)::date;
    upper_bound constant date := (lower_bound + interval '1 month')::date;
    partition_name text;
begin
    -- For `tend`: what this transaction and those before it inserted is counted when it has ended, not some time later.
    perform pg_stat_force_next_flush();
    select replace(relname, '__dbt_tmp', '') || to_char(lower_bound, '_YYYY_MM_') || oid into partition_name
    from pg_class where oid = parent and relkind = 'p';
    if partition_name is null then
        return parent;
    end if;
    if to_regclass('partitions.' || quote_ident(partition_name)) is null then
        perform pg_advisory_xact_lock(hashtextextended('partitions.of_day ' || parent::oid, 0));
        -- A query, because to_regclass may answer from a cache that is older than the lock.
        if not exists (
            select from pg_class where relname = partition_name and relnamespace = 'partitions'::regnamespace
        ) then
            -- A day that is built again leaves a thirtieth of the month dead; three of them are worth a vacuum.
            execute format('create table partitions.%I (like %s including defaults including constraints) '
                || 'with (autovacuum_vacuum_scale_factor = 0.1)', partition_name, parent);
            execute format('alter table %s attach partition partitions.%I for values from (%L) to (%L)',
                parent, partition_name, lower_bound, upper_bound);
        end if;
    end if;
    return format('partitions.%I', partition_name)::regclass;
end
$$;

-- Statistics: autovacuum makes them for each partition, some time after its first rows, and for a table as a whole
-- never. So a build makes them for partitions that have none, and for the whole once it has grown by half.
create function partitions.tend(parent regclass) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    partition regclass;
    rows_analyzed real;
    rows_now bigint;
begin
    select greatest(reltuples, 0) into rows_analyzed from pg_class where oid = parent and relkind = 'p';
    if rows_analyzed is null then
        return;
    end if;
    select sum(greatest(class.reltuples, pg_stat_get_live_tuples(class.oid))
        + pg_stat_get_xact_tuples_inserted(class.oid) - pg_stat_get_xact_tuples_deleted(class.oid))
    into rows_now
    from pg_inherits as inheritance
    inner join pg_class as class on inheritance.inhrelid = class.oid
    where inheritance.inhparent = parent;
    for partition in
        select class.oid::regclass
        from pg_inherits as inheritance
        inner join pg_class as class on inheritance.inhrelid = class.oid
        where inheritance.inhparent = parent and class.reltuples < 0 and pg_relation_size(class.oid) > 0
    loop
        execute format('analyze %s', partition);
    end loop;
    if rows_now > 1.5 * rows_analyzed then
        -- Before version 18 it cannot be done without each partition's own.
        execute format('analyze %s %s',
            case when current_setting('server_version_num')::integer >= 180000 then 'only' else '' end, parent);
    end if;
end
$$;

revoke all on function partitions.of_day(regclass, date), partitions.tend(regclass) from public;
