{#-
    A post-hook for billing's marts that tell of unlisted usage, which is its provider's own, in SQL too: of their rows
    the billing team sees the listed ones. Does nothing where the table knows it, so that no build waits for readers.
-#}
{% macro listed_only_for_billing() %}
do $$
begin
    if not (select relrowsecurity from pg_class where oid = '{{ this }}'::regclass) then
        alter table {{ this }} enable row level security;
        create policy every_row on {{ this }} for select to meterhouse_loader, meterhouse_reader using (true);
        create policy listed_rows on {{ this }} for select to meterhouse_billing using (is_listed);
    end if;
end $$
{% endmacro %}
