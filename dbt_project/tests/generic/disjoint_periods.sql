{#- Periods that begin before an earlier one of the same `by` has ended; the end is not included. -#}
{% test disjoint_periods(model, by, begins, ends) %}

with reached as (

    select
        {{ by | join(',\n        ') }},
        {{ begins }},
        max({{ ends }}) over (
            partition by {{ by | join(', ') }}
            order by {{ begins }}, {{ ends }}
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from {{ model }}
    where {{ begins }} < {{ ends }}

)

select *
from reached
where {{ begins }} < reached_at

{% endtest %}
