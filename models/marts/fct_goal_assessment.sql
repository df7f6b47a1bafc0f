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
            order by report_order desc, line_start asc nulls last
        ) as choice
    from headings
),

districts as (
    select * from {{ ref('dim_district') }}
),

goals as (
    select * from {{ ref('dim_goal') }}
),

fct_goal_assessment as (
    select
        districts.name as district,
        ranked.period_id,
        ranked.report,
        ranked.year,
        goals.number,
        goals.title,
        ranked.assessment,
        ranked.assessment_rank,
        ranked.goal_id,
        ranked.district_id,
        ranked.document_id,
        ranked.source_file,
        ranked.assessment_line,
        ranked.line_start,
        ranked.line_end
    from ranked
    inner join districts
        on ranked.district_id = districts.district_id
    inner join goals
        on ranked.goal_id = goals.goal_id
    where ranked.choice = 1
)

select * from fct_goal_assessment
