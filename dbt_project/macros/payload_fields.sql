{#- A number out of a reference record's payload, or null: one mistyped field must not stop the build of a dimension. -#}
{% macro payload_number(payload, field, type) -%}
    (case
        when {{ payload }} ->> '{{ field }}' ~ '{{ "^-?[0-9]{1,9}$" if type == "integer" else "^-?[0-9]{1,18}(\.[0-9]{1,9})?$" }}'
            then ({{ payload }} ->> '{{ field }}')::{{ type }}
    end)::{{ type }}
{%- endmacro %}
