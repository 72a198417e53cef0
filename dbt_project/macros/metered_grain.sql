{#- By what metered events are added up within a day. -#}
{% macro metered_grain() %}
    {{ return([
        'usage_date', 'local_date', 'usage_month', 'part_from', 'client_id', 'project_id', 'provider_id', 'is_listed',
        'meter_id', 'standing',
    ]) }}
{% endmacro %}


{#- The instant of so many seconds since 1970, exact to the microsecond, as a double would not be. -#}
{% macro instant_of(seconds) -%}
    timestamptz 'epoch' + ({{ seconds }} * 1000000)::bigint * interval '1 microsecond'
{%- endmacro %}


{#- Whether a row is of the months that this build rates: those of var `months`, or all. -#}
{% macro in_months(column='usage_month') -%}
    {%- if var('months') -%}
        {{ column }} in (date '{{ var('months') | join("', date '") }}')
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- Whether a day may hold usage of those months, by anybody's calendar: it prunes, by the days at both ends. -#}
{% macro in_days_of_months(column='usage_date') -%}
    {%- if var('months') -%}
        {{ column }} >= date '{{ var('months') | min }}' - 1
        and {{ column }} < (date '{{ var('months') | max }}' + interval '1 month 1 day')::date
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
