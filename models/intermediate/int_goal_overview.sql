-- A goal in one council and period, as the latest report about the period has it: assessment, indicators, activities.
with headings as (
    select * from {{ ref('int_goal_heading') }}
    where is_latest_report
),

goal_indicators as (
    select * from {{ ref('int_goal_indicator') }}
),

activities as (
    select * from {{ ref('int_activity') }}
),

periods as (
    select * from {{ ref('int_period') }}
),

-- A heading that stands twice in a document: the first that is assessed leads.
ranked_headings as (
    select
        *,
        row_number() over (
            partition by goal_id, district_id, period_id
            order by case when assessment is null then 1 else 0 end nulls last, line_start nulls last
        ) as choice
    from headings
),

indicator_counts as (
    select
        goal_id,
        district_id,
        period_id,
        count(*) as indicators,
        count(case when state = 'met' then 1 end) as indicators_met,
        count(case when state = 'missed' then 1 end) as indicators_missed,
        count(case when state = 'not_judged' then 1 end) as indicators_not_judged,
        count(case when state = 'not_final' then 1 end) as indicators_not_final,
        count(case when state = 'without_outcome' then 1 end) as indicators_without_outcome,
        {{ joined('indicator', '; ', 'line_start nulls last', "state = 'missed'") }} as missed_indicators
    from goal_indicators
    group by
        goal_id,
        district_id,
        period_id
),

activity_counts as (
    select
        activities.goal_id,
        activities.document_id,
        count(*) as activities,
        count(
            case when activities.start_date <= periods.ends_on and activities.end_date >= periods.starts_on then 1 end
        ) as activities_under_way,
        count(activities.deviation) as activities_deviating
    from activities
    inner join periods
        on activities.period_id = periods.period_id
    where activities.goal_id is not null
    group by
        activities.goal_id,
        activities.document_id
),

int_goal_overview as (
    select
        ranked_headings.goal_id,
        ranked_headings.district_id,
        ranked_headings.period_id,
        ranked_headings.report,
        ranked_headings.year,
        ranked_headings.level,
        ranked_headings.number,
        ranked_headings.title,
        ranked_headings.parent_goal_id,
        ranked_headings.assessment,
        ranked_headings.assessment_rank,
        ranked_headings.assessment_line,
        cast(coalesce(indicator_counts.indicators, 0) as integer) as indicators,
        cast(coalesce(indicator_counts.indicators_met, 0) as integer) as indicators_met,
        cast(coalesce(indicator_counts.indicators_missed, 0) as integer) as indicators_missed,
        cast(coalesce(indicator_counts.indicators_not_judged, 0) as integer) as indicators_not_judged,
        cast(coalesce(indicator_counts.indicators_not_final, 0) as integer) as indicators_not_final,
        cast(coalesce(indicator_counts.indicators_without_outcome, 0) as integer) as indicators_without_outcome,
        indicator_counts.missed_indicators,
        cast(coalesce(activity_counts.activities, 0) as integer) as activities,
        cast(coalesce(activity_counts.activities_under_way, 0) as integer) as activities_under_way,
        cast(coalesce(activity_counts.activities_deviating, 0) as integer) as activities_deviating,
        ranked_headings.document_id,
        ranked_headings.source_file,
        ranked_headings.line_start,
        ranked_headings.line_end
    from ranked_headings
    left join indicator_counts
        on
            ranked_headings.goal_id = indicator_counts.goal_id
            and ranked_headings.district_id = indicator_counts.district_id
            and ranked_headings.period_id = indicator_counts.period_id
    left join activity_counts
        on
            ranked_headings.goal_id = activity_counts.goal_id
            and ranked_headings.document_id = activity_counts.document_id
    where
        ranked_headings.choice = 1
        -- An inriktningsmål is a heading over others; documents say nothing directly under it.
        and (
            ranked_headings.level <> 'direction'
            or ranked_headings.assessment is not null
            or indicator_counts.indicators is not null
            or activity_counts.activities is not null
        )
)

select * from int_goal_overview
