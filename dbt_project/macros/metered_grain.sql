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


{#- The months that this build rates, METERHOUSE_MONTHS, each by its first day; none means all. -#}
{% macro months_to_rate() %}
    {{ return(env_var('METERHOUSE_MONTHS', '').split(',') | select | list if execute else []) }}
{% endmacro %}


{#- Whether a row is of the months that this build rates. -#}
{% macro in_months(column='usage_month') -%}
    {%- set months = months_to_rate() -%}
    {%- if months -%}
        {{ column }} in (date '{{ months | join("', date '") }}')
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- Whether a day may hold usage of those months, by anybody's calendar: it prunes, by the days at both ends. -#}
{% macro in_days_of_months(column='usage_date') -%}
    {%- set months = months_to_rate() -%}
    {%- if months -%}
        {{ column }} >= date '{{ months | min }}' - 1
        and {{ column }} < (date '{{ months | max }}' + interval '1 month 1 day')::date
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{#- Whether a span of time may hold usage of the months that this build rates, by anybody's calendar. -#}
{% macro overlaps_months(begins, ends) -%}
    {%- set months = months_to_rate() -%}
    {%- if months -%}
        {{ begins }} < date '{{ months | max }}' + interval '1 month 2 days'
        and {{ ends }} > date '{{ months | min }}' - interval '2 days'
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
