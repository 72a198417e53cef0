{#-
    Groups of which two models do not give the same sums. `sums` is a list of columns that both have, or maps columns
    of this model to those of the other. Adds up the one and takes off the other, so no join and no fan-out is in it.
-#}
{% test same_sums(model, to, by, sums) %}

{% set names = sums.items() | list if sums is mapping else zip(sums, sums) | list %}
{% set added, taken_off, differences, is_off = by | list, by | list, by | list, [] %}
{% for mine, theirs in names %}
    {% do added.append(mine ~ '::numeric as ' ~ mine) %}
    {% do taken_off.append('-' ~ theirs ~ '::numeric as ' ~ mine) %}
    {% do differences.append('sum(' ~ mine ~ ') as ' ~ mine) %}
    {% do is_off.append(mine ~ ' <> 0') %}
{% endfor %}

with both_models as (

    select
        {{ added | join(',\n        ') }}
    from {{ model }}
    where {{ in_built_days(model) }}

    union all

    select
        {{ taken_off | join(',\n        ') }}
    from {{ to }}
    where {{ in_built_days(to) }}

),

differences as (

    select
        {{ differences | join(',\n        ') }}
    from both_models
    {{ 'group by ' ~ by | join(', ') if by }}

)

select *
from differences
where {{ is_off | join(' or ') }}

{% endtest %}
