{#-
    Incremental strategy `by_month`: of the months that this build rates (METERHOUSE_MONTHS, or all) the table becomes
    exactly what the model selects, in one transaction, and only rows that differ are written. The column
    `usage_month` says which month a row is of. Needs the key columns in `meta.grain`, and the pre-hook `lock_this`: so
    the rows are not computed before the lock is held, and the last of several builds has read what the others wrote.
-#}
{% macro get_incremental_by_month_sql(arg_dict) %}
    {% set target, fresh = arg_dict['target_relation'], arg_dict['temp_relation'] %}
    {% set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') %}
    {% set before = run_query('select exists (select 1 from ' ~ target ~ ' where ' ~ in_months() ~ ')') %}
    {% if not before.rows[0][0] %}
        insert into {{ target }} ({{ columns }}) select {{ columns }} from {{ fresh }}
    {% else %}
        {{ replace_months(target, fresh, columns) }}
    {% endif %}
{% endmacro %}


{#- Where the months have rows already: those that are gone are deleted, and those that are new inserted. -#}
{% macro replace_months(target, fresh, columns) %}
    {% call statement('delete_gone') %}
        delete from {{ target }} as old
        using (
            select {{ columns }} from {{ target }} where {{ in_months() }} except select {{ columns }} from {{ fresh }}
        ) as gone
        where {% for key in config.get('meta')['grain'] -%}
            old.{{ key }} = gone.{{ key }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    {% endcall %}
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ fresh }}
    except
    select {{ columns }} from {{ target }} where {{ in_months() }}
{% endmacro %}


{% macro lock_this() -%}
    {{ lock_statement(this.schema ~ '.' ~ this.identifier) }}
{%- endmacro %}
