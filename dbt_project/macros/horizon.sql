{#- Whether a ledger number lies within the build's horizon, var `through`: so all of its models see one ledger. -#}
{% macro within_horizon(ledger_no) -%}
    {%- if var('through') is none -%} true {%- else -%} {{ ledger_no }} <= {{ var('through') | int }} {%- endif -%}
{%- endmacro %}
