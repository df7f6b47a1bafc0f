-- One row per printed cell, with what the text says. A cell without text is no row: missing never becomes 0.
with indicator_rows as (
    select * from {{ ref('stg_indicator_row') }}
),

cells as (
    {{ unpivot_cells('indicator_rows', ['document_id', 'row_number', 'period_text']) }}
),

stg_indicator_cell as (
    select
        document_id,
        row_number,
        column_name,
        measure,
        gender,
        period_text,
        as_printed,
        plain_text,
        {{ parsed_columns('plain_text') }}
    from cells
)

select * from stg_indicator_cell
