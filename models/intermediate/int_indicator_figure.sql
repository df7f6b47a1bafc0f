-- The best figure known per indicator, council, period and gender. The outcome of a year: its own VB, then the
-- year-before column of a later report, then the latest report within the year, which is not final. Forecast and
-- årsmål: the latest report of the year that gives a number. In one document the KF-level row leads.
with reported_cells as (
    select * from {{ ref('int_reported_cell') }}
    where
        is_certain
        and not is_withheld
        and kind <> 'text'
),

reports as (
    select * from {{ ref('reports') }}
),

cells as (
    select
        reported_cells.*,
        reports.place as report_order,
        reported_cells.period_id not like '%-%' as is_year,
        reports.is_final and reported_cells.period_id = cast(reported_cells.year as varchar) as is_final_of_the_year,
        reported_cells.kind in ('value', 'band', 'ceiling') as is_number
    from reported_cells
    inner join reports
        on reported_cells.report = reports.report
),

kf_targets as (
    select * from {{ ref('int_kf_target') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by indicator_id, district_id, period_id, gender, measure
            order by
                is_number desc,
                case
                    when measure <> 'outcome' then 0
                    when not is_previous_column and is_final_of_the_year then 3
                    when not is_year and not is_previous_column then 3
                    when vintage = 'final' then 2
                    else 1
                end desc,
                year desc,
                report_order desc,
                is_council_row asc,
                document_id asc,
                row_number asc,
                column_name asc
        ) as choice
    from cells
    where
        is_number
        or measure <> 'outcome'
),

best as (
    select * from ranked
    where choice = 1
),

grain as (
    select distinct
        indicator_id,
        district_id,
        period_id,
        gender
    from best
),

-- The place to look the row up: where its outcome stands, else its årsmål, forecast or KF target.
leading_cells as (
    select
        *,
        row_number() over (
            partition by indicator_id, district_id, period_id, gender
            order by
                case measure
                    when 'outcome' then 1
                    when 'annual_target' then 2
                    when 'forecast' then 3
                    else 4
                end
        ) as lead_choice,
        -- A year-before outcome has the goal of another year's report: it gives way to any report of the year itself.
        first_value(goal_id) over (
            partition by indicator_id, district_id, period_id, gender
            order by
                is_previous_column,
                case measure
                    when 'outcome' then 1
                    when 'annual_target' then 2
                    when 'forecast' then 3
                    else 4
                end
        ) as best_goal_id
    from best
),

int_indicator_figure as (
    select
        grain.indicator_id,
        grain.district_id,
        grain.period_id,
        grain.gender,
        outcomes.value as outcome,
        outcomes.report as outcome_report,
        outcomes.unit as outcome_unit,
        coalesce(outcomes.is_year and outcomes.vintage = 'final', false) as is_final,
        outcomes.reported_value_id as outcome_reported_value_id,
        forecasts.value as forecast,
        forecasts.report as forecast_report,
        forecasts.unit as forecast_unit,
        forecasts.reported_value_id as forecast_reported_value_id,
        coalesce(targets.value, case when targets.kind = 'ceiling' then targets.upper end) as annual_target,
        targets.kind as annual_target_kind,
        targets.lower as annual_target_lower,
        targets.upper as annual_target_upper,
        targets.unit as annual_target_unit,
        targets.report as annual_target_report,
        targets.as_printed as annual_target_as_printed,
        targets.reported_value_id as annual_target_reported_value_id,
        coalesce(outcomes.unit, targets.unit, forecasts.unit) as unit,
        coalesce(
            case when outcomes.unit is not null then outcomes.unit_assumed end,
            case when targets.unit is not null then targets.unit_assumed end,
            case when forecasts.unit is not null then forecasts.unit_assumed end,
            false
        ) as unit_assumed,
        leading_cells.best_goal_id as goal_id,
        kf_targets.kf_target_id,
        leading_cells.reported_value_id,
        leading_cells.document_id,
        leading_cells.source_file,
        leading_cells.row_number,
        leading_cells.page,
        leading_cells.line_start,
        leading_cells.line_end,
        leading_cells.column_evidence
    from grain
    inner join leading_cells
        on
            grain.indicator_id = leading_cells.indicator_id
            and grain.district_id = leading_cells.district_id
            and grain.period_id = leading_cells.period_id
            and grain.gender = leading_cells.gender
            and leading_cells.lead_choice = 1
    left join best as outcomes
        on
            grain.indicator_id = outcomes.indicator_id
            and grain.district_id = outcomes.district_id
            and grain.period_id = outcomes.period_id
            and grain.gender = outcomes.gender
            and outcomes.measure = 'outcome'
    left join best as forecasts
        on
            grain.indicator_id = forecasts.indicator_id
            and grain.district_id = forecasts.district_id
            and grain.period_id = forecasts.period_id
            and grain.gender = forecasts.gender
            and forecasts.measure = 'forecast'
    left join best as targets
        on
            grain.indicator_id = targets.indicator_id
            and grain.district_id = targets.district_id
            and grain.period_id = targets.period_id
            and grain.gender = targets.gender
            and targets.measure = 'annual_target'
    left join kf_targets
        on
            grain.indicator_id = kf_targets.indicator_id
            and grain.period_id = cast(kf_targets.year as varchar)
            and grain.gender = 'total'
)

select * from int_indicator_figure
