{#-
    Groups of which two models do not give the same sums. `sums` is a list of columns that both have, or maps columns
    of this model to those of the other. Adds up the one and takes off the other, so no join and no fan-out is in it.
-#}
{% test same_sums(model, to, by, sums) %}

{% set pairs = sums.items() | list if sums is mapping else zip(sums, sums) | list %}

with both_models as (

    select
        {% for column in by %}{{ column }}, {% endfor %}
        {% for mine, theirs in pairs %}{{ mine }}::numeric as {{ mine }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ model }}
    where {{ in_built_days(model) }}

    union all

    select
        {% for column in by %}{{ column }}, {% endfor %}
        {% for mine, theirs in pairs %}-{{ theirs }}::numeric as {{ mine }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ to }}
    where {{ in_built_days(to) }}

)

select
    {% for column in by %}{{ column }}, {% endfor %}
    {% for mine, theirs in pairs %}sum({{ mine }}) as {{ mine }}{{ ', ' if not loop.last }}{% endfor %}
from both_models
{% if by %}group by {{ by | join(', ') }}{% endif %}
having {% for mine, theirs in pairs %}sum({{ mine }}) <> 0{{ ' or ' if not loop.last }}{% endfor %}

{% endtest %}
