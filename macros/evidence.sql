{#- Whether a row was read by means of one of these reasons (codes in its evidence list). A statement about the domain
    is never tested on a row that was read by assuming it. -#}
{% macro read_by(evidence, codes) -%}
    coalesce({{ lists_overlap(evidence, codes) }}, false)
{%- endmacro %}
