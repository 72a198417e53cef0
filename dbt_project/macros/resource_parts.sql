{#-
    How many parts a second is: of an hour at an hourly rate, of its calendar month at a monthly one. An hour and every
    month have as many whole parts, so that what is added up is exact: see warehouse/reports/billing/rated.py, which
    has the same numbers.
-#}
{% macro parts_of_a_second(rate_period, month_at) -%}
    case {{ rate_period }}
        when 'hour' then {{ parts() // 3600 }}
        else {{ parts() // 86400 }} / extract(day from {{ month_at }} + interval '1 month' - interval '1 day')
    end
{%- endmacro %}


{% macro parts() -%}
    {{ return(2 * 2 * 7 * 3 * 5 * 29 * 31 * 86400) }}
{%- endmacro %}


{#- What a number of parts comes to, divided once; an endless fraction keeps 24 decimals. -#}
{% macro out_of_parts(number, more=1) -%}
    trim_scale(({{ number }})::numeric(1000, 24) / {{ parts() * more }})
{%- endmacro %}
