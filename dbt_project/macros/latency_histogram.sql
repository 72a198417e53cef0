{#-
    A mergeable histogram of latencies. Bucket b holds latencies in (1.05^(b-1), 1.05^b] microseconds, 1 and less in
    bucket 0; a bucket stands for the point that is equally far, relatively, from both its ends: 2 x 1.05^b / 2.05.
    So no percentile is wrong by more than 0.05 / 2.05 = 2.44 %. (DDSketch, Masson, Rim and Lee, VLDB 2019.)
-#}

{% macro latency_bucket(latency_us) -%}
    ceil(ln(greatest({{ latency_us }}, 1)::double precision) / ln(1.05::double precision))::smallint
{%- endmacro %}


{% macro bucket_latency_us(bucket) -%}
    (2 * power(1.05::double precision, {{ bucket }}) / 2.05)
{%- endmacro %}


{#-
    The latency within which the given share of requests was answered: that of the least bucket at which the running
    total reaches the share. For the select list of a query over rows of `latency_bucket`, `reached` (requests of this
    bucket and all below) and `requests_all`.
-#}
{% macro latency_percentile_us(share) -%}
    min({{ bucket_latency_us('latency_bucket') }}) filter (where reached >= {{ share }} * requests_all)
{%- endmacro %}
