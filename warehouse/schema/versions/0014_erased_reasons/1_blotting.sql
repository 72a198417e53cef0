-- Second half of `raw.erase_person`, in the same transaction: reasons of empty days that name the person, as they may
-- stay: [ledger number, source, day, reason] each. Answers all that the erasure counted; repeated, what was counted.
create function raw.blot_empty_days(erasure bigint, reasons jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, raw, pg_temp as $$
declare
    changed bigint;
    known jsonb;
begin
    select counts into strict known from erasure_steps where erasure_id = erasure and step = 'deleted';
    if known ? 'empty_day_declarations' then
        return known;
    end if;
    update empty_day_declarations as declared set reason = said.words ->> 3
    from jsonb_array_elements(reasons) as said (words)
    where declared.ledger_no = (said.words ->> 0)::bigint
        and declared.source = said.words ->> 1
        and declared.landing_date = (said.words ->> 2)::date;
    get diagnostics changed = row_count;
    update erasure_steps set counts = counts || jsonb_build_object('empty_day_declarations', changed)
    where erasure_id = erasure and step = 'deleted'
    returning counts into known;
    return known;
end
$$;
revoke all on function raw.blot_empty_days(bigint, jsonb) from public;
