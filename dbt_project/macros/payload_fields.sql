{#- A number out of a reference record's payload, or null: a mistyped field must not stop the build of a dimension. -#}
{% macro payload_number(payload, field, type) -%}
    {%- set spelling = '^-?[0-9]{1,9}$' if type == 'integer' else '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$' -%}
    (case
        when {{ payload }} ->> '{{ field }}' ~ '{{ spelling }}' then ({{ payload }} ->> '{{ field }}')::{{ type }}
    end)::{{ type }}
{%- endmacro %}
