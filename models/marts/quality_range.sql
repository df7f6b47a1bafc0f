with findings as (
    select * from {{ ref('int_range_finding') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

quality_range as (
    select
        findings.finding,
        findings.source_file,
        findings.page,
        findings.line_start,
        findings.as_printed,
        findings.as_published,
        findings.explanation,
        indicators.name as indicator,
        districts.name as district,
        findings.period_id,
        findings.column_name,
        findings.finding_id,
        findings.indicator_id,
        findings.district_id,
        findings.document_id,
        findings.line_end
    from findings
    left join indicators
        on findings.indicator_id = indicators.indicator_id
    left join districts
        on findings.district_id = districts.district_id
)

select * from quality_range
