{#- DuckDB's own words; engine.sql says what each means. -#}

{% macro duckdb__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro duckdb__capture(text, pattern) -%}
    nullif(regexp_extract({{ text }}, '{{ pattern }}', 1), '')
{%- endmacro %}

{% macro duckdb__replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro duckdb__has_word(text, word) -%}
    regexp_matches({{ text }}, '(^|[^a-zåäö])' || {{ word }} || '($|[^a-zåäö])')
{%- endmacro %}

{% macro duckdb__composed(text) -%}
    nfc_normalize({{ text }})
{%- endmacro %}

{% macro duckdb__without_accents(text) -%}
    strip_accents({{ text }})
{%- endmacro %}

{% macro duckdb__trimmed(text) -%}
    trim({{ text }})
{%- endmacro %}

{% macro duckdb__number_text(figure) -%}
    cast({{ figure }} as string)
{%- endmacro %}

{% macro duckdb__joined(text, separator, order_by, where) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
    {%- if where %} filter (where {{ where }}){% endif %}
{%- endmacro %}

{% macro duckdb__joined_distinct(text, separator, where) -%}
    string_agg(distinct {{ text }}, '{{ separator }}' order by {{ text }})
    {%- if where %} filter (where {{ where }}){% endif %}
{%- endmacro %}

{% macro duckdb__sorted_list(value, where) -%}
    list({{ value }} order by {{ value }}) filter (where {{ where }})
{%- endmacro %}

{% macro duckdb__joined_list(list, separator) -%}
    array_to_string({{ list }}, '{{ separator }}')
{%- endmacro %}

{% macro duckdb__list_length(list) -%}
    len({{ list }})
{%- endmacro %}

{% macro duckdb__lists_overlap(list, values) -%}
    list_has_any({{ list }}, ['{{ values | join("', '") }}'])
{%- endmacro %}

{% macro duckdb__each_element(list) -%}
    unnest({{ list }})
{%- endmacro %}

{% macro duckdb__each_numbered(list, number, element) -%}
    generate_subscripts({{ list }}, 1) as {{ number }},
    unnest({{ list }}) as {{ element }}
{%- endmacro %}

{% macro duckdb__each_number(first_number, last_number) -%}
    cast(unnest(generate_series({{ first_number }}, {{ last_number }})) as integer)
{%- endmacro %}

{% macro duckdb__days_between(first_date, last_date) -%}
    cast({{ last_date }} - {{ first_date }} as integer)
{%- endmacro %}

{% macro duckdb__last_day_of_months(first_day, months) -%}
    cast({{ first_day }} + to_months({{ months }}) - interval 1 day as date)
{%- endmacro %}

{% macro duckdb__as_computed_once() -%}
    materialized
{%- endmacro %}

{% macro duckdb__as_part_of_each_use() -%}
    not materialized
{%- endmacro %}

{% macro duckdb__field_of(struct, name) -%}
    struct_extract({{ struct }}, '{{ name }}')
{%- endmacro %}

{% macro duckdb__but(columns) -%}
    exclude ({{ columns | join(', ') }})
{%- endmacro %}

{% macro duckdb__last_known(value) -%}
    last_value({{ value }} ignore nulls)
{%- endmacro %}

{% macro duckdb__value_at_min(value, by) -%}
    min_by({{ value }}, {{ by }})
{%- endmacro %}

{% macro duckdb__value_at_max(value, by) -%}
    max_by({{ value }}, {{ by }})
{%- endmacro %}

{% macro duckdb__nth(list, number) -%}
    {{ list }}[{{ number }}]
{%- endmacro %}
