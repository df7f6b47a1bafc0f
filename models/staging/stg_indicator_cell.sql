-- One row per printed cell, with what the text says. A cell without text is no row: missing never becomes 0.
with indicator_rows as (
    select * from {{ ref('stg_indicator_row') }}
),

cells as (
    {{ unpivot_printed('indicator_rows', ['document_id', 'row_number', 'period_text']) }}
),

-- Among a million cells there are some hundred different texts: each is parsed once.
plain_texts as (
    select
        as_printed,
        {{ tidy('as_printed') }} as plain_text
    from (select distinct as_printed from cells) as printed
),

texts as (
    select
        as_printed,
        plain_text,
        {{ parsed_columns('plain_text') }}
    from plain_texts
    where plain_text is not null
),

stg_indicator_cell as (
    select
        cells.document_id,
        cells.row_number,
        cells.column_name,
        cells.measure,
        cells.gender,
        cells.period_text,
        cells.as_printed,
        texts.plain_text,
        texts.kind,
        texts.value,
        texts.lower,
        texts.upper,
        texts.printed_unit,
        texts.decimals
    from cells
    inner join texts
        on cells.as_printed = texts.as_printed
)

select * from stg_indicator_cell
