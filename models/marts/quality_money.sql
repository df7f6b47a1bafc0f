with findings as (
    select * from {{ ref('int_money_finding') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

quality_money as (
    select
        findings.finding,
        findings.source_file,
        findings.page,
        findings.line_start,
        findings.row_label,
        findings.column_label,
        findings.as_printed,
        findings.amount,
        findings.other_amount,
        findings.other_line_start,
        findings.explanation,
        districts.name as district,
        findings.finding_id,
        findings.reported_money_id,
        findings.district_id,
        findings.document_id
    from findings
    inner join districts
        on findings.district_id = districts.district_id
)

select * from quality_money
