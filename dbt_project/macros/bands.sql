{#-
    The band that a number lies in, by the edges that var `bands` has under a name: `0-17`, `18-24`, …, `65+`. Each edge
    begins a band; nothing known is `unknown`.
-#}
{% macro band(value, name) -%}
    {%- set edges = var('bands')[name] -%}
    case
        when {{ value }} is null then 'unknown'
        {%- for edge in edges %}
        when {{ value }} < {{ edge }} then '{{ 0 if loop.first else loop.previtem }}-{{ (edge | int) - 1 }}'
        {%- endfor %}
        else '{{ edges | last }}+'
    end
{%- endmacro %}
