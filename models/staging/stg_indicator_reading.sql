-- The readings that an ambiguous row allows, best first, one row per cell of each reading, and one row without a cell
-- for a reading that holds none (so that no reading is forgotten when readings are compared).

-- Not a view, as its neighbours are: four models ask it, most of them for the readings alone, and each would parse all
-- cells again.
{{ config(materialized='table') }}

with source as (
    select
        document_id,
        row_number,
        cast({{ list_length('readings') }} as integer) as row_readings,
        {{ each_numbered('readings', 'reading_number', 'reading') }}
    from {{ source('raw', 'indicator_row') }}
    where column_evidence = 'ambiguous'
),

readings as (
    select
        document_id,
        row_number,
        cast(reading_number as integer) as reading_number,
        row_readings,
        {{ tidy(field_of('reading', 'period')) }} as period_text,
        {{ field_of('reading', 'outcome') }} as outcome,
        {{ field_of('reading', 'outcome_men') }} as outcome_men,
        {{ field_of('reading', 'outcome_women') }} as outcome_women,
        {{ field_of('reading', 'previous_outcome') }} as previous_outcome,
        {{ field_of('reading', 'other_previous_outcome') }} as other_previous_outcome,
        {{ field_of('reading', 'forecast') }} as forecast,
        {{ field_of('reading', 'annual_target') }} as annual_target,
        {{ field_of('reading', 'kf_target') }} as kf_target
    from source
),

printed_cells as (
    {{ unpivot_printed('readings', ['document_id', 'row_number', 'reading_number']) }}
),

-- Each different text is parsed once, as in stg_indicator_cell.
plain_texts as {{ as_computed_once() }} (
    select
        as_printed,
        {{ tidy('as_printed') }} as plain_text
    from (select distinct as_printed from printed_cells) as printed
),

texts as (
    {{ read_texts('plain_texts', 'plain_text') }}
),

cells as (
    select
        printed_cells.*,
        texts.parsed_text as plain_text,
        texts.kind,
        texts.value,
        texts.lower,
        texts.upper,
        texts.printed_unit,
        texts.decimals
    from printed_cells
    inner join plain_texts
        on printed_cells.as_printed = plain_texts.as_printed
    inner join texts
        on plain_texts.plain_text = texts.parsed_text
),

stg_indicator_reading as (
    select
        readings.document_id,
        readings.row_number,
        readings.reading_number,
        readings.row_readings,
        readings.period_text,
        cells.column_name,
        cells.measure,
        cells.gender,
        cells.as_printed,
        cells.plain_text,
        cells.kind,
        cells.value,
        cells.lower,
        cells.upper,
        cells.printed_unit,
        cells.decimals
    from readings
    left join cells
        on
            readings.document_id = cells.document_id
            and readings.row_number = cells.row_number
            and readings.reading_number = cells.reading_number
)

select * from stg_indicator_reading
