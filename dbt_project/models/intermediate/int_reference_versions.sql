{{ config(materialized='ephemeral') }}

with records as (

    select * from {{ ref('stg_reference_records') }}

),

loads as (

    select * from {{ ref('stg_loads') }}

),

verdicts as (

    select * from {{ ref('stg_load_verdicts') }}
    where {{ within_horizon('verdict_no') }}

),

states as (

    select distinct on (load_id)
        load_id,
        verdict
    from verdicts
    order by load_id asc, verdict_no desc

),

learned as (

    select
        records.kind,
        records.id,
        records.subject,
        records.effective_at,
        records.payload,
        records.load_no,
        records.line_no,
        loads.committed_at,
        row_number() over (
            partition by records.kind, records.id
            order by records.load_no, records.line_no
        ) as place
    from records
    inner join loads on records.load_id = loads.load_id
    inner join states on records.load_id = states.load_id
    where states.verdict = 'accepted'

),

-- A version holds from when it says; the first one that does not say, from the beginning; a later one that does not
-- say, from when it was learned. So what a day was attributed by does not change when the next file comes.
dated as (

    select distinct on (kind, id, valid_from)
        kind,
        id,
        subject,
        payload,
        load_no,
        line_no,
        coalesce(
            effective_at,
            case when place = 1 then '-infinity'::timestamptz else committed_at end
        ) as valid_from
    from learned
    order by kind asc, id asc, valid_from asc, load_no desc, line_no desc

),

-- What says the same as the version before it is no version of its own.
placed as (

    select
        kind,
        id,
        subject,
        payload,
        valid_from,
        lag(payload) over (partition by kind, id order by valid_from) as payload_before
    from dated

),

final as (

    select
        kind,
        id,
        subject,
        payload,
        valid_from,
        lead(valid_from, 1, 'infinity'::timestamptz) over (partition by kind, id order by valid_from) as valid_until,
        coalesce((payload ->> 'is_deleted')::boolean, false) as is_deleted
    from placed
    where payload_before is null or payload <> payload_before

)

select * from final
