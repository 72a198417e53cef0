{#-
    Whether a ledger number lies within the build's horizon, METERHOUSE_LEDGER_THROUGH: so all of its models see one
    ledger. It is asked for when SQL is made, and no variable of dbt's: of those a new value has the project read anew.
-#}
{% macro within_horizon(ledger_no) -%}
    {%- set through = env_var('METERHOUSE_LEDGER_THROUGH', '') if execute else '' -%}
    {%- if through -%} {{ ledger_no }} <= {{ through | int }} {%- else -%} true {%- endif -%}
{%- endmacro %}
