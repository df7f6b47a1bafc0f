-- One row per printed cell, with what the text says. A cell without text is no row: missing never becomes 0.
with source as {{ as_part_of_each_use() }} (
    select * from {{ source('raw', 'indicator_row') }}
),

cells as {{ as_part_of_each_use() }} (
    {{ unpivot_printed('source', ['document_id', 'row_number', 'period']) }}
),

-- Among a million cells there are some hundred different texts: each is parsed once.
periods as (
    select
        period,
        {{ tidy('period') }} as period_text
    from (select distinct period from source) as printed
    where period is not null
),

-- Materialized, or the engine would apply the filter on plain_text to the million cells too.
plain_texts as {{ as_computed_once() }} (
    select
        as_printed,
        {{ tidy('as_printed') }} as plain_text
    from (select distinct as_printed from cells) as printed
),

texts as (
    {{ read_texts('plain_texts', 'plain_text') }}
),

stg_indicator_cell as (
    select
        cells.document_id,
        cells.row_number,
        cells.column_name,
        cells.measure,
        cells.gender,
        periods.period_text,
        cells.as_printed,
        texts.parsed_text as plain_text,
        texts.kind,
        texts.value,
        texts.lower,
        texts.upper,
        texts.printed_unit,
        texts.decimals
    from cells
    inner join plain_texts
        on cells.as_printed = plain_texts.as_printed
    inner join texts
        on plain_texts.plain_text = texts.parsed_text
    left join periods
        on cells.period = periods.period
)

select * from stg_indicator_cell
