{#- Rows of which the expression is not true; unknown is not true. -#}
{% test expression_holds(model, expression) %}

select *
from {{ model }}
where
    ({{ expression }}) is not true
    and {{ in_built_days(model) }}

{% endtest %}
