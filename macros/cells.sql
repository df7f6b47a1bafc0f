{#- The value columns of an extracted row, with what each of them states. A year-before column is an outcome too: of an
    earlier period. -#}
{% macro cell_columns() -%}
    {{ return([
        {'name': 'outcome', 'measure': 'outcome', 'gender': 'total'},
        {'name': 'outcome_men', 'measure': 'outcome', 'gender': 'men'},
        {'name': 'outcome_women', 'measure': 'outcome', 'gender': 'women'},
        {'name': 'previous_outcome', 'measure': 'outcome', 'gender': 'total'},
        {'name': 'other_previous_outcome', 'measure': 'outcome', 'gender': 'total'},
        {'name': 'forecast', 'measure': 'forecast', 'gender': 'total'},
        {'name': 'annual_target', 'measure': 'annual_target', 'gender': 'total'},
        {'name': 'kf_target', 'measure': 'kf_target', 'gender': 'total'}
    ]) }}
{%- endmacro %}

{#- Rows with one column per cell become one row per cell that is not null, with its text as printed: cells of spaces
    are left to whoever parses the texts. `keys` are carried along. -#}
{% macro unpivot_printed(relation, keys) -%}
    {%- for column in cell_columns() %}
        select
            {% for key in keys %}{{ key }}, {% endfor %}
            '{{ column.name }}' as column_name,
            '{{ column.measure }}' as measure,
            '{{ column.gender }}' as gender,
            {{ column.name }} as as_printed
        from {{ relation }}
        where {{ column.name }} is not null
        {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The key of a printed cell: its document, row and column. Made where a table is published or a finding named; between
    models, cells are known by the three. -#}
{% macro reported_value_id(cell) -%}
    {{ cell }}.document_id || '/' || cast({{ cell }}.row_number as string) || '/' || {{ cell }}.column_name
{%- endmacro %}
