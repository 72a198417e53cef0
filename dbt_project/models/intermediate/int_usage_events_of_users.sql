with events as (

    select * from {{ ref('int_usage_events_attributed') }}

),

users as (

    select * from {{ ref('int_user_versions') }}

),

final as (

    select
        events.{{ usage_dimensions() | join(',\n        events.') }},
        events.usage_at,
        events.usage_hour_at,
        events.local_hour_at,
        events.method,
        events.user_key,
        events.ip_key,
        events.load_id,
        events.line_no,
        events.latency_us,
        events.{{ usage_measures() | join(',\n        events.') }},
        {{ band('extract(year from events.local_date) - users.birth_year', 'age') }} as age_band,
        coalesce(users.gender, 'unknown') as gender,
        {{ band('users.income', 'income') }} as income_band,
        {{ band('users.spend', 'spend') }} as spend_band
    from events
    left join users
        on
            events.user_key = users.user_key
            and events.usage_at >= users.valid_from
            and events.usage_at < users.valid_until

)

select * from final
