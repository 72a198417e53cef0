-- Which ids usage named, and on which days: written with each load, read when a reference record about the id arrives.
-- `id` is what raw.reference_records calls `subject`: of a user the key, 32 hexadecimal digits, never the name.
create table raw.id_days (
    kind text not null,
    id text not null,
    usage_date date not null,
    primary key (kind, id, usage_date)
);

insert into raw.id_days (kind, id, usage_date)
select distinct named.kind, named.id, event.usage_date
from raw.usage_events as event
cross join lateral (
    values
        ('clients', event.client_id),
        ('projects', event.project_id),
        ('dealers', event.dealer_id),
        ('users', replace(event.user_key::text, '-', '')),
        ('apis', replace(replace(event.provider_id, '%', '%25'), '/', '%2F') || '/' || event.api_id)
) as named (kind, id)
where named.id is not null;

alter table raw.reference_records add column subject text;
update raw.reference_records as record
set subject = case
    when record.kind <> 'users' then record.id
    else (
        select replace(keys.user_key::text, '-', '') from raw.user_keys as keys
        where keys.client_id = record.payload ->> 'client_id' and keys.user_id = record.payload ->> 'user_id'
    )
end;
-- A user whom no usage has named yet has no key here; the record waits for its file to be loaded again.
update raw.reference_records set subject = 'unknown' where subject is null;
alter table raw.reference_records alter column subject set not null;
create index reference_records_by_subject on raw.reference_records (kind, subject);
drop index raw.reference_records_by_id;

-- Reference data comes from files, and from tables of the operator's own.
alter table raw.loads drop constraint loads_channel_check;
alter table raw.loads add constraint loads_channel_check check (channel in ('file', 'http', 'table'));
