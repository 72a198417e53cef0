"""Which days a reference load changes: those that name what its records are about, from when they hold on."""

import psycopg

# Days are local days somewhere: a record that holds from an instant may change the date of the day before or after.
# A record that says what was known already changes nothing. One without `effective_at` that is the first of its id
# holds from the beginning, a later one from now on.
TOUCHED = """
    with learned as (
        select
            record.kind, record.id, record.subject, record.payload,
            coalesce(
                record.effective_at,
                case when exists (
                    select from raw.reference_records as earlier
                    inner join raw.loads as load on earlier.load_id = load.load_id
                    where earlier.kind = record.kind and earlier.subject = record.subject and earlier.id = record.id
                        and (earlier.load_no, earlier.line_no) < (record.load_no, record.line_no)
                        and not exists (
                            select from raw.load_verdicts as verdict
                            where verdict.load_id = load.load_id and verdict.verdict = 'voided'
                        )
                ) then now() else '-infinity' end
            ) as valid_from,
            record.load_no, record.line_no
        from raw.reference_records as record
        where record.load_id = %(load_id)s
    ),
    changed as (
        select learned.kind, learned.subject, learned.valid_from
        from learned
        left join lateral (
            select earlier.payload
            from raw.reference_records as earlier
            where earlier.kind = learned.kind and earlier.subject = learned.subject and earlier.id = learned.id
                and (earlier.load_no, earlier.line_no) < (learned.load_no, learned.line_no)
                and coalesce(earlier.effective_at, '-infinity') <= learned.valid_from
                and not exists (
                    select from raw.load_verdicts as verdict
                    where verdict.load_id = earlier.load_id and verdict.verdict = 'voided'
                )
            order by earlier.effective_at desc nulls last, earlier.load_no desc, earlier.line_no desc
            limit 1
        ) as known on true
        where learned.payload is distinct from known.payload
    )
    insert into raw.load_days (load_id, usage_date, stored, repeated)
    select distinct %(load_id)s::bigint, day.usage_date, 0, 0
    from changed
    inner join raw.id_days as day
        on day.kind = case changed.kind when 'listings' then 'apis' else changed.kind end
        and day.id = changed.subject
        and day.usage_date >= case
            when isfinite(changed.valid_from) then (changed.valid_from - interval '14 hours')::date
            else '-infinity'
        end
    union
    -- Until a first listing is known every API counts as listed, and from then on only those with one.
    select %(load_id)s::bigint, day.usage_date, 0, 0
    from (select distinct usage_date from raw.id_days where kind = 'apis') as day
    where exists (select from changed where changed.kind = 'listings') and not exists (
        select from raw.loads as load
        where load.source = 'reference:listings' and load.load_id <> %(load_id)s and not exists (
            select from raw.load_verdicts as verdict
            where verdict.load_id = load.load_id and verdict.verdict = 'voided'
        )
    )
"""


def touch_days(connection: psycopg.Connection, load_id: int) -> None:
    """Records the days, within the load's transaction, which has its number: no usage can come before it any more."""
    connection.execute(TOUCHED.encode(), {"load_id": load_id})
