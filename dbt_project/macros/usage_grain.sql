{#- What usage is counted by and what is counted: said once, so that a new dimension or measure is one line here. -#}

{#- The grain that all facts of usage share, the day first. -#}
{% macro usage_dimensions() %}
    {{ return([
        'usage_date', 'local_date', 'provider_id', 'api_id', 'endpoint', 'operation', 'outcome', 'status_code',
        'client_id', 'agency_id', 'project_id', 'dealer_id', 'country', 'region', 'city', 'is_listed',
    ]) }}
{% endmacro %}


{#- What is known of a user at the time of the use, in bands: what facts of users are split by besides. -#}
{% macro user_attributes() %}
    {{ return(['age_band', 'gender', 'income_band', 'spend_band']) }}
{% endmacro %}


{#- The additive measures, each with its type in a fact. -#}
{% macro usage_measures() %}
    {{ return({
        'requests': 'bigint',
        'response_bytes': 'bigint',
        'request_bytes': 'bigint',
        'latency_us_total': 'bigint',
        'latency_requests': 'bigint',
        'records_new': 'bigint',
        'records_changed': 'bigint',
        'quantity': 'numeric(38, 9)',
    }) }}
{% endmacro %}


{#-
    Every measure summed, for a select list: `intermediate.total(requests) as requests, …`. Our own sum of counts (the
    schema's `total`) needs a fraction of the time and memory of PostgreSQL's, and so does a sum that skips the zeros.
-#}
{% macro summed_usage_measures() -%}
    {%- for measure, type in usage_measures().items() -%}
        {%- if type == 'bigint' -%} intermediate.total({{ measure }})
        {%- else -%} coalesce(sum({{ measure }}) filter (where {{ measure }} <> 0), 0)::{{ type }}
        {%- endif %} as {{ measure }}{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#-
    A digest of the grain's columns, which the unique index is made of: shorter than they are, and an endpoint of any
    length fits, where an index row ends at 2,704 bytes. The text of a row is unambiguous; a separator would not be.
-#}
{% macro grain_key(columns) -%}
    md5(row({{ columns | join(', ') }})::text)::uuid
{%- endmacro %}


{#- How a request ended. A record without a status is no failed request. -#}
{% macro outcome(status_code) -%}
    case
        when {{ status_code }} >= 500 then 'server_error'
        when {{ status_code }} >= 400 then 'client_error'
        else 'success'
    end
{%- endmacro %}


{#- The key of usage without a user, or without an IP address. -#}
{% macro no_key() -%}
    '00000000-0000-0000-0000-000000000000'::uuid
{%- endmacro %}
