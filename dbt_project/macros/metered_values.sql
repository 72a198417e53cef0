{#- What an event is worth to a meter that adds up numbers; null where it has none. -#}
{% macro metered_number(events, meters) -%}
    case
            when {{ meters }}.aggregation = 'unique_count' then null
            when {{ meters }}.value_field = 'quantity'
                then case when {{ events }}.has_quantity then {{ events }}.quantity end
            when {{ meters }}.value_field = 'latency_us' then {{ events }}.latency_us
            when {{ meters }}.value_field = 'records_total'
                then {{ events }}.records_new + {{ events }}.records_changed
            {%- for measure in ('response_bytes', 'request_bytes', 'records_new', 'records_changed') %}
            when {{ meters }}.value_field = '{{ measure }}' then {{ events }}.{{ measure }}
            {%- endfor %}
            else {{ exact_number(events ~ '.attributes ->> substr(' ~ meters ~ '.value_field, 12)') }}
        end
{%- endmacro %}


{#- What a meter of distinct things tells events apart by; null where the event names nothing. -#}
{% macro metered_thing(events, meters) -%}
    case
            when {{ meters }}.aggregation <> 'unique_count' then null
            {%- for key in ('user_key', 'ip_key') %}
            when {{ meters }}.value_field = '{{ key }}' then nullif({{ events }}.{{ key }}, {{ no_key() }})::text
            {%- endfor %}
            {%- for column in ('endpoint', 'api_id') %}
            when {{ meters }}.value_field = '{{ column }}' then {{ events }}.{{ column }}
            {%- endfor %}
            {%- for column, missing in {
                'project_id': 'none', 'dealer_id': 'none', 'country': 'unknown', 'region': 'unknown', 'city': 'unknown',
            }.items() %}
            when {{ meters }}.value_field = '{{ column }}' then nullif({{ events }}.{{ column }}, '{{ missing }}')
            {%- endfor %}
            else {{ events }}.attributes ->> substr({{ meters }}.value_field, 12)
        end
{%- endmacro %}
