-- What the indicators of a goal came to: one row per goal, council, period and indicator that stands directly under the
-- goal in the latest report about the period. The figures are the best that are known, whichever report states them.
with headings as (
    select distinct
        goal_id,
        district_id,
        period_id,
        document_id
    from {{ ref('int_goal_heading') }}
    where is_latest_report
),

indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
),

figures as (
    select * from {{ ref('int_indicator_figure') }}
    where gender = 'total'
),

indicators as (
    select * from {{ ref('int_indicator') }}
),

-- An indicator that stands twice under one goal counts once, at its first row.
ranked_rows as (
    select
        headings.goal_id,
        headings.district_id,
        headings.period_id,
        indicator_rows.document_id,
        indicator_rows.source_file,
        indicator_rows.row_number,
        indicator_rows.page,
        indicator_rows.line_start,
        indicator_rows.indicator_id,
        indicator_rows.indicator,
        row_number() over (
            partition by headings.goal_id, headings.district_id, headings.period_id, indicator_rows.indicator_id
            order by indicator_rows.row_number nulls last
        ) as choice
    from headings
    inner join indicator_rows
        on
            headings.document_id = indicator_rows.document_id
            and headings.goal_id = indicator_rows.goal_id
),

judged as (
    select
        ranked_rows.goal_id,
        ranked_rows.district_id,
        ranked_rows.period_id,
        ranked_rows.indicator_id,
        ranked_rows.indicator,
        ranked_rows.document_id,
        ranked_rows.source_file,
        ranked_rows.page,
        ranked_rows.line_start,
        figures.outcome,
        coalesce(figures.is_final, false) as is_final,
        figures.outcome_unit,
        figures.annual_target_as_printed,
        case
            when figures.is_final
                then {{ shortfall(
                    'figures.outcome', 'figures.outcome_unit', 'figures.annual_target_kind',
                    'figures.annual_target', 'figures.annual_target_lower',
                    'figures.annual_target_upper', 'figures.annual_target_unit',
                    'indicators.desired_direction'
                ) }} = 0
        end as target_met
    from ranked_rows
    inner join indicators
        on ranked_rows.indicator_id = indicators.indicator_id
    left join figures
        on
            ranked_rows.indicator_id = figures.indicator_id
            and ranked_rows.district_id = figures.district_id
            and ranked_rows.period_id = figures.period_id
    where ranked_rows.choice = 1
),

int_goal_indicator as (
    select
        *,
        case
            when target_met then 'met'
            when not target_met then 'missed'
            when outcome is null then 'without_outcome'
            when not is_final then 'not_final'
            else 'not_judged'
        end as state
    from judged
)

select * from int_goal_indicator
