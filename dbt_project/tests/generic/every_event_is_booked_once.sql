{#- Meters and months of which the two books do not hold exactly the events that were metered. -#}
{% test every_event_is_booked_once(model, billed, metered) %}

with booked as (

    select
        usage_month,
        meter_id,
        events
    from {{ billed }}
    where meter_id <> 'none' and {{ in_months() }}

    union all

    select
        usage_month,
        meter_id,
        events
    from {{ model }}
    where {{ in_months() }}

    union all

    select
        usage_month,
        meter_id,
        -events as events
    from {{ metered }}
    where {{ in_months() }} and {{ in_days_of_months() }}

)

select
    usage_month,
    meter_id,
    sum(events) as too_many
from booked
group by usage_month, meter_id
having sum(events) <> 0

{% endtest %}
