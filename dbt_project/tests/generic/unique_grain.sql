{#- Rows that share the columns which the model states as its grain. -#}
{% test unique_grain(model) %}

{% set grain = node_of(model).config.get('meta', {}).get('grain', ['']) | join(', ') %}

select
    {{ grain }},
    count(*) as rows_of_it
from {{ model }}
where {{ in_built_days(model) }}
group by {{ grain }}
having count(*) > 1

{% endtest %}
