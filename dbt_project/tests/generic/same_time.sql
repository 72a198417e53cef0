{#- What does not cover the same time in both models: the periods of each `by` together, overlaps counted once. -#}
{% test same_time(model, by, begins, ends, to, to_begins, to_ends) %}

{% set keys, same = [], [] %}
{% for column in by %}
    {% do keys.append('coalesce(here.' ~ column ~ ', there.' ~ column ~ ') as ' ~ column) %}
    {% do same.append('here.' ~ column ~ ' = there.' ~ column) %}
{% endfor %}

with here as (

    select
        {{ by | join(',\n        ') }},
        range_agg(tstzrange({{ begins }}, {{ ends }})) as covered
    from {{ model }}
    where {{ begins }} < {{ ends }}
    group by {{ by | join(', ') }}

),

there as (

    select
        {{ by | join(',\n        ') }},
        range_agg(tstzrange({{ to_begins }}, {{ to_ends }})) as covered
    from {{ to }}
    where {{ to_begins }} < {{ to_ends }}
    group by {{ by | join(', ') }}

)

select
    {{ keys | join(',\n    ') }},
    here.covered,
    there.covered as covered_there
from here
full outer join there on {{ same | join(' and ') }}
where here.covered is distinct from there.covered

{% endtest %}
