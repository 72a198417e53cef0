-- Where each address is, as an edition of a database said; the row of the highest load number holds. A row without a
-- country says that the edition does not know the address. By key only: the address itself can be erased.
create table raw.ip_locations (
    ip_key uuid not null,
    load_no bigint not null,
    database_type text not null,
    database_built_at timestamptz not null,
    country text,
    region text,
    city text,
    primary key (ip_key, load_no)
);
create index ip_locations_by_load on raw.ip_locations using brin (load_no) with (autosummarize = on);

-- A later database is a load too: of the addresses that were looked up in it.
alter table raw.loads drop constraint loads_kind_check;
alter table raw.loads add constraint loads_kind_check check (kind in ('usage', 'reference', 'location'));
