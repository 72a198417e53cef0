{#- Time of one `by` that has two values of `value`; periods of the same value may overlap. -#}
{% test one_at_a_time(model, value, by, begins, ends) %}

with merged as (

    select
        {{ by | join(',\n        ') }},
        {{ value }},
        unnest(range_agg(tstzrange({{ begins }}, {{ ends }}))) as period
    from {{ model }}
    where {{ begins }} < {{ ends }}
    group by {{ by | join(', ') }}, {{ value }}

),

followed as (

    select
        *,
        max(upper(period)) over (
            partition by {{ by | join(', ') }}
            order by lower(period), upper(period)
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from merged

)

select *
from followed
where lower(period) < reached_at

{% endtest %}
