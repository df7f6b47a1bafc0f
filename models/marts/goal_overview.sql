with overview as (
    select * from {{ ref('int_goal_overview') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

goal_overview as (
    select
        districts.name as district,
        overview.period_id,
        overview.number,
        overview.title,
        overview.assessment,
        overview.indicators,
        overview.indicators_met,
        overview.indicators_missed,
        overview.activities,
        overview.activities_deviating,
        overview.report,
        overview.year,
        overview.level,
        overview.assessment_rank,
        overview.indicators_not_judged,
        overview.indicators_not_final,
        overview.indicators_without_outcome,
        overview.missed_indicators,
        overview.activities_under_way,
        overview.goal_id,
        overview.parent_goal_id,
        overview.district_id,
        overview.document_id,
        overview.source_file,
        overview.line_start,
        overview.line_end,
        overview.assessment_line
    from overview
    inner join districts
        on overview.district_id = districts.district_id
)

select * from goal_overview
