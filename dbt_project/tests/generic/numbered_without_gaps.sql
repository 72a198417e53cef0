{#- Numbers that are not 1, 2, 3, … in their order. -#}
{% test numbered_without_gaps(model, number) %}

with numbered as (

    select
        {{ number }},
        row_number() over (order by {{ number }}) as place
    from {{ model }}

)

select *
from numbered
where {{ number }} <> place

{% endtest %}
