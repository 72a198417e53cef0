-- The attributes of events that any meter reads: bills rest on them, so that they stay when their person is erased.
create function raw.metered_attributes() returns text[]
language sql stable set search_path = pg_catalog, raw, pg_temp as $$
    select coalesce(array_agg(distinct substr(metered.name, 12)), '{}')
    from reference_records as record
    cross join lateral (
        select jsonb_object_keys(record.payload -> 'filter')
        union all
        select record.payload ->> 'value'
    ) as metered (name)
    where record.kind = 'meters' and metered.name like 'attributes.%'
$$;

create function raw.kept_attributes(said jsonb, names text[]) returns jsonb
language sql immutable parallel safe as $$
    select jsonb_object_agg(member.key, member.value) from jsonb_each(said) as member where member.key = any(names)
$$;

-- As before, but for these attributes.
create or replace function raw.erase_person(
    erasure bigint, person_id text, scanned_no bigint, ips uuid[], agents uuid[], bands jsonb, lines jsonb,
    reasons jsonb
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, raw, pg_temp as $$
declare
    person uuid;
    person_client text;
    subject_of text;
    days date[];
    years integer[];
    shared record;
    counts jsonb := '{}';
    changed bigint;
begin
    select key, client_id into strict person, person_client from tombstones
    where erasure_id = erasure and kind = 'user_key';
    subject_of := replace(person::text, '-', '');
    days := array(select usage_date from id_days where kind = 'users' and id = subject_of);
    -- The local date of a client may be that of the day before or after.
    years := array(
        select distinct extract(year from day + shift)::integer from unnest(days) as day, generate_series(-1, 1) as shift
    );
    -- Loads since the tombstone write neither, so that this needs no lock.
    update usage_events set attributes = kept_attributes(attributes, metered_attributes()), credential_id = null
    where usage_date = any(days) and user_key = person and (
        credential_id is not null or attributes is distinct from kept_attributes(attributes, metered_attributes())
    );
    get diagnostics changed = row_count;
    counts := counts || jsonb_build_object('usage_events', changed);

    perform pg_advisory_xact_lock(7302114002);
    if exists (select from erasure_steps where erasure_id = erasure and step = 'deleted') then
        return (select done.counts from erasure_steps as done where done.erasure_id = erasure and done.step = 'deleted');
    end if;
    select * into shared from shared_since(scanned_no, ips, agents);
    delete from user_keys where user_key = person;
    get diagnostics changed = row_count;
    counts := counts || jsonb_build_object('user_keys', changed);
    delete from ip_keys where ip_key = any(ips) and ip_key <> all(shared.shared_ips);
    get diagnostics changed = row_count;
    counts := counts || jsonb_build_object('ip_keys', changed);
    delete from agent_keys where agent_key = any(agents) and agent_key <> all(shared.shared_agents);
    get diagnostics changed = row_count;
    counts := counts || jsonb_build_object('agent_keys', changed);

    update reference_records set id = 'erased/' || subject_of, payload = coarse_user(payload, years, bands)
    where kind = 'users' and (
        subject = subject_of
        or (subject = 'unknown' and payload ->> 'client_id' = person_client and payload ->> 'user_id' = person_id)
    );
    get diagnostics changed = row_count;
    counts := counts || jsonb_build_object('reference_records', changed);

    delete from quarantine_texts as text
    using jsonb_array_elements(lines) as named (place)
    where text.load_id = (named.place ->> 0)::bigint and text.line_no = (named.place ->> 1)::bigint;
    get diagnostics changed = row_count;
    counts := counts || jsonb_build_object('quarantine_texts', changed);
    update quarantine as quarantined set detail = 'purged by erasure ' || erasure
    from jsonb_array_elements(lines) as named (place)
    where quarantined.load_id = (named.place ->> 0)::bigint and quarantined.line_no = (named.place ->> 1)::bigint;
    get diagnostics changed = row_count;
    counts := counts || jsonb_build_object('quarantine', changed);
    update load_verdicts as verdict set reason = said.reason
    from jsonb_each_text(reasons) as said (verdict_no, reason)
    where verdict.verdict_no = said.verdict_no::bigint;
    get diagnostics changed = row_count;
    counts := counts || jsonb_build_object('load_verdicts', changed);
    insert into erasure_steps (erasure_id, step, counts) values (erasure, 'deleted', counts);
    return counts;
end
$$;
