{#-
    Incremental strategy `replace`: the table becomes exactly what the model selects, in one transaction, and only
    rows that differ are written. The table itself stays: its grants, its policies and the views upon it survive,
    and whoever reads it meanwhile sees the old rows. Needs the key columns in `meta.grain`.
-#}
{% macro get_incremental_replace_sql(arg_dict) %}
    {% set target, fresh = arg_dict['target_relation'], arg_dict['temp_relation'] %}
    {% set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') %}
    {% do run_query(lock_statement(target.schema ~ '.' ~ target.identifier)) %}
    {% call statement('delete_gone') %}
        delete from {{ target }} as old
        using (select {{ columns }} from {{ target }} except select {{ columns }} from {{ fresh }}) as gone
        where {% for key in config.get('meta')['grain'] -%}
            old.{{ key }} = gone.{{ key }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    {% endcall %}
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ fresh }} except select {{ columns }} from {{ target }}
{% endmacro %}
