{#-
    Incremental strategy `latest`: of each key the row of the highest number stays. The model selects what `since_last`
    says, so a build costs what came and not what is there; for tables too large for `replace` that only ever gain.
    Needs the key columns in `meta.grain`, and the column `load_no`.
-#}
{% macro get_incremental_latest_sql(arg_dict) %}
    {% set target, fresh = arg_dict['target_relation'], arg_dict['temp_relation'] %}
    {% set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') %}
    {% set keys = config.get('meta')['grain'] %}
    {% do run_query(lock_statement(target.schema ~ '.' ~ target.identifier)) %}
    {% call statement('delete_older') %}
        delete from {{ target }} as old
        using {{ fresh }} as fresh
        where
            {% for key in keys %} old.{{ key }} = fresh.{{ key }} and {% endfor %}
            old.load_no < fresh.load_no
    {% endcall %}
    {% call statement('delete_beyond') %}
        delete from {{ target }} where not ({{ within_horizon('load_no') }})
    {% endcall %}
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ fresh }}
    on conflict ({{ keys | join(', ') }}) do nothing
{% endmacro %}


{#- What came since the table was last built; all there is, if it was built by a later horizon than this one. -#}
{% macro since_last(ledger_no) -%}
    {{ within_horizon(ledger_no) }}
    {%- if is_incremental() %} and {{ ledger_no }} > (
        select case when {{ within_horizon('max(load_no)') }} then coalesce(max(load_no), 0) else 0 end
        from {{ this }}
    )
    {%- endif -%}
{%- endmacro %}
