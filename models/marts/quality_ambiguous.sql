-- Rows that neither their own document, nor another one, nor the ledger settles. Their numbers wait here.
with indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
    where column_evidence = 'ambiguous'
),

choices as (
    select * from {{ ref('int_reading_choice') }}
),

reading_cells as (
    select * from {{ ref('stg_indicator_reading') }}
),

-- Thousands of rows may have been ambiguous, a few are: only what they allow is spelled out.
reading_texts as (
    select
        reading_cells.document_id,
        reading_cells.row_number,
        reading_cells.reading_number,
        coalesce(
            {{ joined(
                "reading_cells.column_name || '=' || reading_cells.as_printed",
                ', ',
                'reading_cells.column_name nulls last'
            ) }},
            'no value'
        ) as reading
    from reading_cells
    left join choices
        on
            reading_cells.document_id = choices.document_id
            and reading_cells.row_number = choices.row_number
    where choices.document_id is null
    group by
        reading_cells.document_id,
        reading_cells.row_number,
        reading_cells.reading_number
),

readings as (
    select
        document_id,
        row_number,
        count(*) as readings,
        {{ joined("cast(reading_number as string) || ': ' || reading", '; ', 'reading_number nulls last') }}
            as readings_text
    from reading_texts
    group by
        document_id,
        row_number
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

quality_ambiguous as (
    select
        'ambiguous_row' as finding,
        indicator_rows.source_file,
        indicator_rows.page,
        indicator_rows.line_start,
        indicators.name as indicator,
        indicator_rows.ambiguous_cells as as_printed,
        cast(coalesce(readings.readings, 0) as integer) as readings,
        readings.readings_text,
        indicator_rows.note,
        districts.name as district,
        indicator_rows.report_id,
        indicator_rows.area_goal_number,
        indicator_rows.council_goal,
        indicator_rows.indicator as indicator_as_printed,
        'ambiguous_row/' || indicator_rows.document_id || '/' || cast(indicator_rows.row_number as string)
            as finding_id,
        indicator_rows.indicator_id,
        indicator_rows.district_id,
        indicator_rows.document_id,
        indicator_rows.row_number,
        indicator_rows.line_end
    from indicator_rows
    inner join indicators
        on indicator_rows.indicator_id = indicators.indicator_id
    inner join districts
        on indicator_rows.district_id = districts.district_id
    left join choices
        on
            indicator_rows.document_id = choices.document_id
            and indicator_rows.row_number = choices.row_number
    left join readings
        on
            indicator_rows.document_id = readings.document_id
            and indicator_rows.row_number = readings.row_number
    where choices.document_id is null
)

select * from quality_ambiguous
