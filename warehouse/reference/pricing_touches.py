"""Which days and months a load of meters, plans, prices or subscriptions changes."""

import psycopg

# Each record of the load whose content is new, with what its id said before, and from when it holds.
CHANGED = """
    with learned as (
        select
            record.kind, record.id, record.payload, record.effective_at, known.payload as known,
            coalesce(
                record.effective_at, case when known.payload is null then '-infinity' else load.committed_at end
            ) as valid_from
        from raw.reference_records as record
        inner join raw.loads as load on record.load_id = load.load_id
        left join lateral (
            select earlier.payload
            from raw.reference_records as earlier
            where earlier.kind = record.kind and earlier.subject = record.subject and earlier.id = record.id
                and (earlier.load_no, earlier.line_no) < (record.load_no, record.line_no)
                and not exists (
                    select from raw.load_verdicts as verdict
                    where verdict.load_id = earlier.load_id and verdict.verdict = 'voided'
                )
            order by earlier.load_no desc, earlier.line_no desc
            limit 1
        ) as known on true
        where record.load_id = %(load_id)s
    ),
    changed as (
        select
            kind, id, valid_from, known is null as is_first,
            (payload ->> 'starts_at')::timestamptz as starts_at, (known ->> 'starts_at')::timestamptz as started_at,
            coalesce((payload ->> 'ends_at')::timestamptz, 'infinity') as ends_at,
            coalesce((known ->> 'ends_at')::timestamptz, 'infinity') as ended_at,
            payload ->> 'is_deleted' is distinct from known ->> 'is_deleted' as is_other_state
        from learned
        where payload is distinct from known or effective_at is not null
    )
"""
# A meter makes every day from then on another one. The others change what usage costs, not how it was metered; only
# where they begin or end within a day, its usage is parted there.
DAYS = f"""
    {CHANGED}
    insert into raw.load_days (load_id, usage_date, stored, repeated)
    select distinct %(load_id)s::bigint, day.usage_date, 0, 0
    from raw.id_days as day
    where day.kind = 'clients' and (
        exists (
            select from changed
            where changed.kind = 'meters' and day.usage_date >= case
                when isfinite(changed.valid_from) then changed.valid_from::date else '-infinity'
            end
        )
        or day.usage_date in (
            select parted.at::date
            from changed
            cross join lateral (
                values
                    (changed.valid_from), (changed.starts_at), (changed.started_at), (changed.ends_at),
                    (changed.ended_at)
            ) as parted (at)
            where changed.kind <> 'meters' and isfinite(parted.at) and parted.at <> date_trunc('day', parted.at)
        )
    )
    on conflict do nothing
"""  # noqa: S608 - made of constants
# The month before, too: somewhere it is not over yet.
MONTHS = f"""
    {CHANGED}
    insert into raw.rating_touches (load_id, from_month)
    select
        %(load_id)s,
        coalesce(
            date_trunc('month', nullif(min(
                case
                    when kind <> 'subscriptions' then valid_from
                    when is_first or is_other_state or starts_at <> started_at
                        then least(starts_at, coalesce(started_at, 'infinity'))
                    else least(valid_from, ends_at, ended_at)
                end
            ), '-infinity') - interval '14 hours')::date,
            '-infinity'
        )
    from changed
    having count(*) > 0
"""  # noqa: S608 - made of constants


def touch_rating(connection: psycopg.Connection, load_id: int) -> None:
    """Records both, within the load's transaction, which has its number."""
    for statement in (DAYS, MONTHS):
        connection.execute(statement.encode(), {"load_id": load_id})
