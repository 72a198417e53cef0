-- The fingerprint that the keys of a load by position rest on: only loads that share it can hold the same records.
alter table raw.loads add column fingerprint uuid;
update raw.loads as load
set fingerprint = prefix.fingerprint
from raw.file_prefixes as prefix
where load.load_id = prefix.load_id;
create index loads_by_fingerprint on raw.loads (fingerprint) where fingerprint is not null;
