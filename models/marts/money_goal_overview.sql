-- The money of an area beside the goals that are about it and the indicators that belong to it, by council and year.
-- Which goal is about which area a seed says, by goal set; of an assessment the latest report of the year leads.
with comparison as (
    select * from {{ ref('budget_comparison') }}
),

goal_subjects as (
    select * from {{ ref('goal_subjects') }}
),

goals as (
    select * from {{ ref('dim_goal') }}
    where level = 'area'
),

goal_overviews as (
    select * from {{ ref('goal_overview') }}
    where level = 'area'
),

reports as (
    select * from {{ ref('reports') }}
),

indicator_outcomes as (
    select * from {{ ref('district_comparison') }}
    where subject_id is not null
),

assessed as (
    select
        goal_subjects.subject_id,
        goal_overviews.district_id,
        goal_overviews.year,
        goal_overviews.number,
        goal_overviews.title,
        goal_overviews.assessment,
        goal_overviews.report,
        row_number() over (
            partition by goal_subjects.subject_id, goal_overviews.district_id, goal_overviews.year, goals.goal_id
            order by reports.place desc
        ) as choice
    from goal_overviews
    inner join goals
        on goal_overviews.goal_id = goals.goal_id
    inner join goal_subjects
        on
            goals.goal_set = goal_subjects.goal_set
            and goals.number = goal_subjects.number
    inner join reports
        on goal_overviews.report = reports.report
),

goal_counts as (
    select
        subject_id,
        district_id,
        year,
        cast(count(*) as integer) as goals,
        cast(count(assessment) as integer) as goals_assessed,
        {{ joined(
            "number || ' ' || title || ': ' || coalesce(assessment, 'not assessed')",
            '; ',
            'number nulls last'
        ) }} as assessments,
        {{ joined_distinct('report', ', ') }} as goal_reports
    from assessed
    where choice = 1
    group by
        subject_id,
        district_id,
        year
),

indicator_counts as (
    select
        subject_id,
        district_id,
        year,
        cast(count(*) as integer) as indicators,
        cast(count(case when target_met then 1 end) as integer) as indicators_met,
        cast(count(case when not target_met then 1 end) as integer) as indicators_missed,
        {{ joined('case when not target_met then indicator end', '; ', 'indicator nulls last') }} as missed_indicators
    from indicator_outcomes
    where annual_target_as_printed is not null or outcome is not null
    group by
        subject_id,
        district_id,
        year
),

money_goal_overview as (
    select
        comparison.subject,
        comparison.district,
        comparison.year,
        comparison.budget,
        coalesce(comparison.outcome, comparison.forecast) as spent,
        comparison.deviation_of,
        comparison.deviation,
        comparison.deviation_percent,
        comparison.comparability,
        goal_counts.assessments,
        coalesce(goal_counts.goals, 0) as goals,
        coalesce(goal_counts.goals_assessed, 0) as goals_assessed,
        goal_counts.goal_reports,
        coalesce(indicator_counts.indicators, 0) as indicators,
        coalesce(indicator_counts.indicators_met, 0) as indicators_met,
        coalesce(indicator_counts.indicators_missed, 0) as indicators_missed,
        indicator_counts.missed_indicators,
        case
            when goal_counts.goals is null and indicator_counts.indicators is null
                then 'no report of the year itself is loaded, or no goal is about the area'
            when goal_counts.goals_assessed is null or goal_counts.goals_assessed = 0
                then 'no report of the year assesses a goal that is about the area'
        end as reason,
        comparison.budget_money_id,
        coalesce(comparison.outcome_money_id, comparison.forecast_money_id) as spent_money_id,
        comparison.district_id,
        comparison.subject_id
    from comparison
    left join goal_counts
        on
            comparison.subject_id = goal_counts.subject_id
            and comparison.district_id = goal_counts.district_id
            and comparison.year = goal_counts.year
    left join indicator_counts
        on
            comparison.subject_id = indicator_counts.subject_id
            and comparison.district_id = indicator_counts.district_id
            and comparison.year = indicator_counts.year
)

select * from money_goal_overview
