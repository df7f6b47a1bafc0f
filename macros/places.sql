{#- Two places that disagree, the one that is judged and the one beside it: what the figure is about, then where each
    stands and what is printed there. Both relations carry these columns under the same names. -#}
{% macro pair_of_places(judged, other) -%}
    {%- set about = ['indicator_id', 'district_id', 'period_id'] -%}
    {%- set place = ['reported_value_id', 'document_id', 'source_file', 'page', 'line_start', 'as_printed'] -%}
    {%- for column in about + place %}
        {{ judged }}.{{ column }},
    {%- endfor %}
    {%- for column in place %}
        {{ other }}.{{ column }} as other_{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- For the end of a finding in words: what the ledger puts in the place of a cell's print, for that is judged. -#}
{% macro corrected_note(cell) -%}
    coalesce('; the ledger reads ' || {{ cell }}.corrected_text || ' for ' || {{ cell }}.as_printed, '')
{%- endmacro %}
