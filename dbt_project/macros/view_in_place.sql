{#-
    Views are replaced where they stand. dbt's own way, build beside and swap, drops every view upon the old one, so
    that a model built at the same time, or a reader, finds nothing. Only a view whose columns changed is dropped.
-#}
{% materialization view, adapter='postgres' %}
    {% set existing = load_cached_relation(this) %}
    {% set target_relation = this.incorporate(type='view') %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% do run_query(lock_statement(this.schema ~ '.' ~ this.identifier)) %}
    {% if existing is not none and not (existing.is_view and keeps_columns(existing, sql)) %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% call statement('main') %}
        create or replace view {{ target_relation }}
        {% if config.get('contract').enforced %} {{ get_assert_columns_equivalent(sql) }} {% endif %}
        as (
            {{ sql }}
        )
    {% endcall %}
    {% do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing, False)) %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{#- Whether the query begins with the view's columns, by name and type: then Postgres can replace the view. -#}
{% macro keeps_columns(existing, sql) %}
    {% set now = adapter.get_columns_in_relation(existing) %}
    {% set then = get_column_schema_from_query(sql) %}
    {{ return(now | map(attribute='name') | list == (then | map(attribute='name') | list)[:now | length]
        and now | map(attribute='dtype') | list == (then | map(attribute='dtype') | list)[:now | length]) }}
{% endmacro %}
