{#- Values of `column` that `to` does not have in its column `field`. -#}
{% test related(model, column, to, field) %}

with used as (

    select distinct {{ column }} as value
    from {{ model }}
    where {{ in_built_days(model) }}

)

select used.value
from used
left join {{ to }} as known on used.value = known.{{ field }}
where known.{{ field }} is null

{% endtest %}
