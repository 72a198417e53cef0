{#- Whether a ledger number lies within the horizon of this build (var `through`), so that all models see one ledger. -#}
{% macro within_horizon(ledger_no) -%}
    {%- if var('through') is none -%} true {%- else -%} {{ ledger_no }} <= {{ var('through') | int }} {%- endif -%}
{%- endmacro %}
