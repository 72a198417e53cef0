-- The one way in which rows of the ledger are changed or deleted. Who may call these functions may erase a person, with
-- a tombstone and a record of it, and nothing else: see grants.sql.

-- Sets the tombstones, before anything is deleted: from its commit on no load writes anything about the person. `ips`
-- and `agents` are those that nobody else is known to use. Begun already: the same erasure.
create function raw.begin_erasure(
    erased_client text, person uuid, id_digest uuid, id_characters integer, ips uuid[], agents uuid[], by_whom text
) returns bigint
language plpgsql security definer set search_path = pg_catalog, raw, pg_temp as $$
declare
    erasure bigint;
begin
    perform pg_advisory_xact_lock(7302114002);
    select known.erasure_id into erasure from tombstones as known where known.kind = 'user_key' and known.key = person;
    if erasure is null then
        insert into erasures (begun_by) values (by_whom) returning erasure_id into erasure;
        insert into tombstones (kind, key, client_id, characters, erasure_id)
        values
            ('user_key', person, erased_client, id_characters, erasure),
            ('user_id', id_digest, erased_client, id_characters, erasure);
    end if;
    insert into tombstones (kind, key, characters, erasure_id)
    select 'ip_key', ip_key, char_length(ip), erasure from ip_keys where ip_key = any(ips)
    union all
    select 'agent_key', agent_key, char_length(user_agent), erasure from agent_keys where agent_key = any(agents)
    on conflict (kind, key, client_id) do update set erasure_id = excluded.erasure_id;
    return erasure;
end
$$;

-- Whom usage of loads after a ledger number came with these addresses or agents from, but erased users.
create function raw.shared_since(scanned_no bigint, ips uuid[], agents uuid[], out shared_ips uuid[],
    out shared_agents uuid[])
language plpgsql stable set search_path = pg_catalog, raw, pg_temp as $$
declare
    new_loads constant bigint[] := array(select load_id from loads where load_no > scanned_no);
    new_days constant date[] := array(select distinct usage_date from load_days where load_id = any(new_loads));
begin
    select
        coalesce(array_agg(distinct event.ip_key) filter (where event.ip_key = any(ips)), '{}'),
        coalesce(array_agg(distinct event.agent_key) filter (where event.agent_key = any(agents)), '{}')
    into shared_ips, shared_agents
    from usage_events as event
    where event.usage_date = any(new_days) and event.load_id = any(new_loads)
        and (event.ip_key = any(ips) or event.agent_key = any(agents))
        and not exists (
            select from tombstones as erased where erased.kind = 'user_key' and erased.key = event.user_key
        );
end
$$;

-- Says that dimensions, records and dead rows are done with too.
create function raw.finish_erasure(erasure bigint) returns void
language sql security definer set search_path = pg_catalog, raw, pg_temp as $$
    insert into erasure_steps (erasure_id, step, counts)
    select deleted.erasure_id, 'finished', '{}' from erasure_steps as deleted
    where deleted.erasure_id = erasure and deleted.step = 'deleted'
    on conflict do nothing
$$;
revoke all on function raw.begin_erasure(text, uuid, uuid, integer, uuid[], uuid[], text) from public;
revoke all on function raw.shared_since(bigint, uuid[], uuid[]) from public;
revoke all on function raw.finish_erasure(bigint) from public;
