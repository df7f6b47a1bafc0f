-- Of a goal that is assessed twice for one period the latest report leads, and in it the first heading; the other is
-- listed in quality_conflict where it says something else.
with headings as (
    select * from {{ ref('int_goal_heading') }}
    where assessment is not null
),

ranked as (
    select
        *,
        row_number() over (
            partition by goal_id, district_id, period_id
            order by report_order desc, line_start asc
        ) as choice
    from headings
),

fct_goal_assessment as (
    select
        goal_id,
        district_id,
        period_id,
        report,
        year,
        assessment,
        assessment_rank,
        assessment_line,
        document_id,
        source_file,
        line_start,
        line_end
    from ranked
    where choice = 1
)

select * from fct_goal_assessment
