-- Deletes what names the person of an erasure that was begun, in one transaction, and counts it. Done already: what was
-- counted then. `ips`, `agents`: what nobody else was found to use in the loads through `scanned_no`; `lines`: the
-- quarantined lines that name the person, as [load, line] pairs; `reasons`: verdicts as they may stay, by number.
create function raw.erase_person(
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
    update usage_events set attributes = null, credential_id = null
    where usage_date = any(days) and user_key = person and (attributes is not null or credential_id is not null);
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
revoke all on function raw.erase_person(bigint, text, bigint, uuid[], uuid[], jsonb, jsonb, jsonb) from public;
