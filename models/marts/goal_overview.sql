with overview as (
    select * from {{ ref('int_goal_overview') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

goal_overview as (
    select
        overview.goal_id,
        overview.district_id,
        overview.period_id,
        districts.name as district,
        overview.report,
        overview.year,
        overview.level,
        overview.number,
        overview.title,
        overview.parent_goal_id,
        overview.assessment,
        overview.assessment_rank,
        overview.indicators,
        overview.indicators_met,
        overview.indicators_missed,
        overview.indicators_not_judged,
        overview.indicators_not_final,
        overview.indicators_without_outcome,
        overview.missed_indicators,
        overview.activities,
        overview.activities_under_way,
        overview.activities_deviating,
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
