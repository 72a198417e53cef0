{#-
    What an invoice line is about, as one key: the same thing in the same month has the same, whatever is known of it.
    `more` is one more thing that tells lines apart, in an expression.
-#}
{% macro line_key_of(source, lines, columns, more) -%}
    md5(jsonb_build_array('{{ source }}', {{ lines }}.{{ columns | join(', ' ~ lines ~ '.') }}, {{ more }})::text)::uuid
{%- endmacro %}
