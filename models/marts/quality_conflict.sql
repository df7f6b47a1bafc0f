with conflicts as (
    select * from {{ ref('int_conflict') }}
),

quality_conflict as (
    select
        finding_id,
        finding,
        explanation,
        indicator_id,
        district_id,
        period_id,
        document_id,
        source_file,
        page,
        line_start,
        as_printed,
        other_document_id,
        other_source_file,
        other_page,
        other_line_start,
        other_as_printed
    from conflicts
)

select * from quality_conflict
