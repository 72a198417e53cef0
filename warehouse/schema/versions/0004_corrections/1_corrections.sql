-- Corrections are loads too: one that reads a file anew in place of another load, or one that takes up lines of another
-- load's quarantine.
alter table raw.loads add column releases_load_id bigint references raw.loads (load_id);
create index loads_by_replaced on raw.loads (replaces_load_id) where replaces_load_id is not null;
create index loads_by_released on raw.loads (releases_load_id) where releases_load_id is not null;

-- Which quarantined lines a later load took up. They stay in the accounting of the load that quarantined them.
create table raw.quarantine_releases (
    load_id bigint not null,
    line_no bigint not null,
    released_in bigint not null references raw.loads (load_id) deferrable initially deferred,
    primary key (load_id, line_no, released_in)
);
