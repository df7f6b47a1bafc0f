with findings as (
    select * from {{ ref('int_range_finding') }}
),

quality_range as (
    select
        finding_id,
        finding,
        explanation,
        document_id,
        source_file,
        page,
        line_start,
        line_end,
        as_printed,
        column_name,
        indicator_id,
        district_id,
        period_id
    from findings
)

select * from quality_range
