-- Each counted event with each meter that counts it, or with none; the month by the meter's calendar, and what the
-- event is worth to the meter. Before the first meter nothing is metered; without any, no event is even read.
with meters as (

    select * from {{ ref('int_meter_versions') }}

),

events as (

    select * from {{ ref('int_usage_events_attributed') }}
    where
        {{ in_batch() }}
        and exists (select 1 from meters)
        and usage_at >= (select min(meters.valid_from) from meters)

),

parts as (

    select * from {{ ref('int_day_parts') }}

),

metered as (

    select
        events.usage_date,
        events.local_date,
        events.usage_at,
        case meters.time_basis when 'local' then events.local_date else events.usage_date end as month_date,
        coalesce(
            parts.parts_from[nullif(width_bucket(events.usage_at, parts.parts_from), 0)],
            events.usage_date::timestamp at time zone 'UTC'
        ) as part_from,
        events.client_id,
        events.project_id,
        events.provider_id,
        events.is_listed,
        events.outcome,
        coalesce(meters.meter_id, 'none') as meter_id,
        coalesce(meters.aggregation, 'none') as aggregation,
        coalesce(meters.keeps_events, false) as keeps_events,
        {{ metered_number('events', 'meters') }} as value,
        {{ metered_thing('events', 'meters') }} as thing,
        events.event_key,
        events.load_id,
        events.line_no
    from events
    left join meters on {{ is_metered('events', 'meters') }}
    left join parts
        on
            events.client_id = parts.client_id
            and events.usage_date = parts.usage_date

),

final as (

    select
        usage_date,
        local_date,
        date_trunc('month', month_date)::date as usage_month,
        part_from,
        usage_at,
        client_id,
        project_id,
        provider_id,
        is_listed,
        meter_id,
        aggregation,
        keeps_events,
        case
            when outcome = 'server_error' then 'failed'
            when not is_listed then 'unlisted'
            when client_id = 'anonymous' then 'no_client'
            when meter_id = 'none' then 'no_meter'
            when aggregation = 'unique_count' and thing is null then 'no_value'
            when aggregation not in ('count', 'unique_count') and value is null then 'no_value'
            else 'billable'
        end as standing,
        value,
        thing,
        event_key,
        load_id,
        line_no
    from metered

)

select * from final
