{#-
    Days, clients and meters that have other events than the facts of usage have for the meter's filter: for meters that
    held all day and whose filter names nothing but what those facts know. The filter is read as it was written.
-#}
{% test metered_as_counted(model, usage, meters) %}

{% set known = [
    'provider_id', 'api_id', 'endpoint', 'operation', 'outcome', 'status_code', 'project_id', 'dealer_id', 'country',
    'region', 'city',
] %}

with usage as materialized (

    select
        usage_date,
        client_id,
        jsonb_build_object(
            {% for name in known %}'{{ name }}', {{ name }}{{ ', ' if not loop.last }}{% endfor %}
        ) as said,
        sum(requests) as requests
    from {{ usage }}
    where {{ in_built_days(usage) }}
    group by usage_date, client_id, said

),

meters as (

    select * from {{ meters }}
    where filter - array['{{ known | join("', '") }}'] = '{}'

),

both_sides as (

    select
        metered.usage_date,
        metered.client_id,
        metered.meter_id,
        metered.events
    from {{ model }} as metered
    inner join meters
        on
            metered.meter_id = meters.meter_id
            and meters.valid_from <= metered.usage_date::timestamp at time zone 'UTC'
            and meters.valid_until >= (metered.usage_date + 1)::timestamp at time zone 'UTC'
    where {{ in_built_days(model) }}

    union all

    select
        usage.usage_date,
        usage.client_id,
        meters.meter_id,
        -usage.requests as events
    from usage
    inner join meters
        on
            meters.valid_from <= usage.usage_date::timestamp at time zone 'UTC'
            and meters.valid_until >= (usage.usage_date + 1)::timestamp at time zone 'UTC'
            and not exists (
                select 1
                from jsonb_each(meters.filter) as allowed
                where not allowed.value ? (usage.said ->> allowed.key)
            )

)

select
    usage_date,
    client_id,
    meter_id,
    sum(events) as too_many
from both_sides
group by usage_date, client_id, meter_id
having sum(events) <> 0

{% endtest %}
