{#- Schemas are named exactly as configured, whatever the target; `schema_prefix` sets a making anew apart. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ var('schema_prefix') }}{{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
