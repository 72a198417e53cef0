-- Who may do what, whole: applied after every upgrade. What is not granted here is not allowed.
-- Nobody may update or delete in `raw`; readers read marts and nothing else, the billing team those of billing. The
-- eraser, as who nobody logs in, may call four functions that erase a person and nothing more.

revoke all on schema raw, staging, intermediate, marts, partitions, rating from public;

grant usage on schema raw to meterhouse_loader, meterhouse_collector;
grant select, insert on all tables in schema raw to meterhouse_loader, meterhouse_collector;
revoke insert on raw.erasures, raw.erasure_steps from meterhouse_loader, meterhouse_collector;
revoke insert on raw.begun_months from meterhouse_collector;
grant usage on all sequences in schema raw to meterhouse_loader, meterhouse_collector;
grant execute on function raw.ensure_usage_partition(date) to meterhouse_loader, meterhouse_collector;
grant execute on function raw.ensure_given_ids_partition(date, date) to meterhouse_loader, meterhouse_collector;
grant execute on function raw.metered_attributes() to meterhouse_loader, meterhouse_collector;
grant execute on function raw.tend_usage_partition(date) to meterhouse_loader, meterhouse_collector;

grant usage on schema raw to meterhouse_eraser;
grant execute on function raw.begin_erasure(text, uuid, uuid, integer, uuid [], uuid [], text) to meterhouse_eraser;
grant execute on function raw.erase_person(bigint, text, bigint, uuid [], uuid [], jsonb, jsonb, jsonb)
to meterhouse_eraser;
grant execute on function raw.blot_empty_days(bigint, jsonb) to meterhouse_eraser;
grant execute on function raw.finish_erasure(bigint) to meterhouse_eraser;

-- The book is read through the marts; nobody but the owner may call what writes it, and nothing changes it.
revoke all on schema book from public;
revoke all on all functions in schema book from public;

grant usage on schema marts to meterhouse_loader, meterhouse_reader;
grant select on all tables in schema marts to meterhouse_loader, meterhouse_reader;
alter default privileges for role meterhouse_owner in schema marts
    grant select on tables to meterhouse_loader, meterhouse_reader;

-- The billing team's own SQL: what it may select are the marts of billing, each of which says so itself (`grants` in
-- dbt_project.yml).
grant usage on schema marts to meterhouse_billing;

-- Formulas, no rows: models and reports call the same.
grant usage on schema rating to meterhouse_loader, meterhouse_reader;
