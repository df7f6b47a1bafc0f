with indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
),

-- An alias that leads to no line of the catalogue leaves the name unknown.
indicators as (
    select * from {{ ref('int_indicator') }}
),

suggestions as (
    select
        printed_name,
        min(suggestions) as suggestions
    from {{ ref('stg_indicator_suggestion') }}
    group by printed_name
),

districts as (
    select * from {{ ref('dim_district') }}
),

quality_unknown_indicator as (
    select
        'unknown_indicator' as finding,
        indicator_rows.source_file,
        indicator_rows.page,
        indicator_rows.line_start,
        indicator_rows.indicator as as_printed,
        suggestions.suggestions,
        '"' || replace(indicator_rows.indicator, '"', '""') || '",' || indicator_rows.indicator_id as alias_line,
        indicators.name as indicator,
        districts.name as district,
        'unknown_indicator/' || indicator_rows.document_id || '/' || cast(indicator_rows.row_number as string)
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
    left join suggestions
        on indicator_rows.indicator = suggestions.printed_name
    where not indicators.is_catalogued
)

select * from quality_unknown_indicator
