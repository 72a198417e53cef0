{#-
    A number out of a payload of meters, prices or tiers, or null. Records are validated when they are loaded; one that
    came otherwise must not stop the build. `value` is the text of it.
-#}
{% macro exact_number(value) -%}
    (case when {{ value }} ~ '^-?[0-9]{1,18}(\.[0-9]{1,18})?$' then ({{ value }})::numeric end)
{%- endmacro %}


{#- The values that a meter's filter allows for a column of events, or null where it allows any. -#}
{% macro filter_values(column, type='text') -%}
    case
        when payload -> 'filter' ? '{{ column }}' then array(
            select allowed.value{% if type != 'text' %}::{{ type }}{% endif %}

            from jsonb_array_elements_text(payload -> 'filter' -> '{{ column }}') as allowed (value)
            {%- if type != 'text' %}
            where allowed.value ~ '^[0-9]{1,4}$'
            {%- endif %}
            order by 1
        )
    end
{%- endmacro %}


{#- What of its events a meter's filter can name: the column of an event, and that of the meter. -#}
{% macro filter_columns() %}
    {{ return({
        'api_id': 'api_ids', 'provider_id': 'provider_ids', 'endpoint': 'endpoints', 'operation': 'operations',
        'method': 'methods', 'event_type': 'event_types', 'outcome': 'outcomes', 'status_code': 'status_codes',
        'project_id': 'project_ids', 'dealer_id': 'dealer_ids', 'country': 'countries', 'region': 'regions',
        'city': 'cities',
    }) }}
{% endmacro %}


{#- Whether a meter counts an event, for a join of the two; the columns that differ most stand first. -#}
{% macro is_metered(events, meters) -%}
    {{ events }}.usage_at >= {{ meters }}.valid_from
    and {{ events }}.usage_at < {{ meters }}.valid_until
    {%- for column, allowed in filter_columns().items() %}
    and ({{ meters }}.{{ allowed }} is null or {{ events }}.{{ column }} = any({{ meters }}.{{ allowed }}))
    {%- endfor %}
    and (
        {{ meters }}.attributes is null
        or (
            select bool_and(coalesce(allowed.value ? ({{ events }}.attributes ->> allowed.key), false))
            from jsonb_each({{ meters }}.attributes) as allowed
        )
    )
{%- endmacro %}
