with conflicts as (
    select * from {{ ref('int_conflict') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

quality_conflict as (
    select
        conflicts.finding,
        conflicts.source_file,
        conflicts.page,
        conflicts.line_start,
        conflicts.as_printed,
        conflicts.other_source_file,
        conflicts.other_page,
        conflicts.other_line_start,
        conflicts.other_as_printed,
        conflicts.explanation,
        indicators.name as indicator,
        districts.name as district,
        conflicts.period_id,
        conflicts.finding_id,
        conflicts.indicator_id,
        conflicts.district_id,
        conflicts.document_id,
        conflicts.other_document_id
    from conflicts
    left join indicators
        on conflicts.indicator_id = indicators.indicator_id
    left join districts
        on conflicts.district_id = districts.district_id
)

select * from quality_conflict
