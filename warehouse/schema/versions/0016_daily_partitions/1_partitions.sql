-- The months of dbt's daily tables. In a schema that nobody else may enter: whoever reads, reads the whole table, by
-- its grants and policies.
create schema partitions;

-- The partition of a month, if there is one. By its bounds: after a restore a table's number is not what its name says.
create function partitions.of_month(parent regclass, lower_bound date, upper_bound date) returns regclass
language sql stable set search_path = pg_catalog as $$
    -- In a subquery, asked of these partitions alone: it locks each for a moment, and another table's might be in use.
    select inhrelid::regclass
    from pg_inherits
    where inhparent = parent
        and (select pg_get_expr(relpartbound, oid) from pg_class where oid = inhrelid)
            = format('FOR VALUES FROM (%L) TO (%L)', lower_bound, upper_bound)
$$;

-- The table that holds a day of `parent`: the partition of its month, which is made if there is none, or `parent`
-- itself if it has no partitions. Attaching a partition takes a weaker lock than creating it in place, so that readers
-- and builds of other days go on; another build that needs a new month of the same table waits for this one's batch.
-- The name ends with the table's number: one that is made anew has partitions beside those of the old one, which are
-- still read.
create function partitions.of_day(parent regclass, day date) returns regclass
language plpgsql set search_path = pg_catalog as $$
declare
    lower_bound constant date := date_trunc('month', day)::date;
    upper_bound constant date := (lower_bound + interval '1 month')::date;
    partition_name text;
    holder regclass;
begin
    -- For `tend`: what this transaction and those before it inserted is counted when it has ended, not some time later.
    perform pg_stat_force_next_flush();
    select replace(relname, '__dbt_tmp', '') || to_char(lower_bound, '_YYYY_MM_') || oid into partition_name
    from pg_class where oid = parent and relkind = 'p';
    if partition_name is null then
        return parent;
    end if;
    holder := partitions.of_month(parent, lower_bound, upper_bound);
    if holder is not null then
        return holder;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('partitions.of_day ' || parent::oid, 0));
    holder := partitions.of_month(parent, lower_bound, upper_bound);
    if holder is not null then
        return holder;
    end if;
    -- A day that is built again leaves a thirtieth of the month dead; three of them are worth a vacuum.
    execute format('create table partitions.%I (like %s including defaults including constraints) '
        || 'with (autovacuum_vacuum_scale_factor = 0.1)', partition_name, parent);
    execute format('alter table %s attach partition partitions.%I for values from (%L) to (%L)',
        parent, partition_name, lower_bound, upper_bound);
    return partitions.of_month(parent, lower_bound, upper_bound);
end
$$;

-- Whether a table has half as many rows again as when its statistics were made; those of this transaction count, too.
create function partitions.has_grown(rows_analyzed real, tables oid []) returns boolean
language sql volatile set search_path = pg_catalog as $$
    select sum(greatest(class.reltuples, pg_stat_get_live_tuples(class.oid), 0)
        + pg_stat_get_xact_tuples_inserted(class.oid) - pg_stat_get_xact_tuples_deleted(class.oid))
        > 1.5 * greatest(rows_analyzed, 0)
    from pg_class as class
    where class.oid = any(tables)
$$;

-- Statistics: autovacuum makes them some time after rows have come, when the same build has already read them, and for
-- a table of partitions as a whole never. So a build makes them for what has grown by half.
create function partitions.tend(parent regclass) returns void
language plpgsql set search_path = pg_catalog as $$
declare
    is_partitioned constant boolean := (select relkind = 'p' from pg_class where oid = parent);
    parts constant oid [] := array(select inhrelid from pg_inherits where inhparent = parent);
    has_whole_grown constant boolean := partitions.has_grown(
        (select reltuples from pg_class where oid = parent), case when is_partitioned then parts else array[parent] end);
    grown constant regclass [] := array(
        select oid::regclass from pg_class
        where oid = any(parts) and partitions.has_grown(reltuples, array[oid]) order by oid);
    part regclass;
begin
    if not has_whole_grown and cardinality(grown) = 0 then
        return;
    end if;
    -- Of two at once the second waits here, before it has locked what the first will want.
    execute format('lock table only %s in share update exclusive mode', parent);
    foreach part in array grown loop
        execute format('analyze %s', part);
    end loop;
    if has_whole_grown then
        -- Before version 18 it cannot be done without each partition's own.
        execute format('analyze %s %s', case
            when is_partitioned and current_setting('server_version_num')::integer >= 180000 then 'only' else ''
        end, parent);
    end if;
end
$$;

revoke all on function partitions.of_month(regclass, date, date), partitions.of_day(regclass, date),
partitions.has_grown(real, oid []), partitions.tend(regclass) from public;
