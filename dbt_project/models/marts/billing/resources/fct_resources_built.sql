{%- set kinds = ['providers', 'rate_codes', 'billable_events', 'resource_ownerships', 'account_links'] -%}
-- Written last: what stands here is in all other marts of resources.
-- depends_on: {{ ref('fct_billable_periods') }}
-- depends_on: {{ ref('fct_resource_conflicts') }}
-- depends_on: {{ ref('dim_rate_codes') }}

with loads as (

    select
        source,
        max(judged_no) as judged_no
    from {{ ref('int_resource_loads') }}
    group by source

),

{% for kind in kinds %}
{{ kind }} as (

    select
        '{{ kind }}' as kind,
        count(*) as records,
        count(*) filter (where place = 1) as standing,
        count(*) filter (where place > 1 and is_same) as repeated,
        count(*) filter (where not is_same) as conflicting
    from {{ ref('int_' ~ kind ~ '_placed') }}

),

{{ kind }}_through as (

    select
        '{{ kind }}' as kind,
        max(ledger_no) as put_no
    from {{ ref('stg_' ~ kind) }}
    where {{ within_horizon('ledger_no') }}

),

{% endfor %}
counted as (
    {% for kind in kinds %}
    select * from {{ kind }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

through as (
    {% for kind in kinds %}
    select * from {{ kind }}_through
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

pairs as (

    select
        'billable_events' as kind,
        count(*) filter (where closed_at < 'infinity') as paired,
        count(*) filter (where closed_at = 'infinity') as still_open
    from {{ ref('int_resource_intervals') }}
    union all
    select
        'resource_ownerships' as kind,
        count(*) filter (where inactive_at < 'infinity') as paired,
        count(*) filter (where inactive_at = 'infinity') as still_open
    from {{ ref('fct_ownership_periods') }}

),

unpaired as (

    select
        kind,
        count(*) as unpaired
    from {{ ref('fct_unpaired_closes') }}
    group by kind

),

final as (

    select
        counted.kind,
        counted.records,
        counted.standing,
        counted.repeated,
        counted.conflicting,
        coalesce(pairs.paired, 0) as paired,
        coalesce(pairs.still_open, 0) as still_open,
        coalesce(unpaired.unpaired, 0) as unpaired,
        coalesce(greatest(through.put_no, loads.judged_no), 0) as built_through_no
    from counted
    inner join through on counted.kind = through.kind
    left join loads on loads.source = 'resource:' || counted.kind
    left join pairs on counted.kind = pairs.kind
    left join unpaired on counted.kind = unpaired.kind

)

select * from final
