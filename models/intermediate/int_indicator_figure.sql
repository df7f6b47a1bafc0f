-- The best figure known per indicator, council, period and gender, in the catalogue's unit. The outcome of a year: its
-- own VB, then the year-before column of a later report, then what a later VB says of it in its own column; these are
-- final. Else the latest report, which is not. Forecast and årsmål: the latest report of the year that gives a number.
-- In one document the KF-level row leads. What only an ambiguous row may state has a row without that figure.
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
        reports.is_final and reported_cells.period_id = cast(reported_cells.year as string) as is_final_of_the_year,
        {{ is_number('reported_cells.kind') }} as is_number
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
                    when not is_previous_column and is_final_of_the_year then 4
                    when not is_year and not is_previous_column then 4
                    when is_previous_column then 3
                    when vintage = 'final' then 2
                    else 1
                end desc,
                year desc,
                report_order desc,
                is_council_row asc nulls last,
                document_id asc nulls last,
                row_number asc nulls last,
                column_name asc nulls last
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

undecided as (
    select * from {{ ref('int_undecided_figure') }}
),

grain as (
    select
        indicator_id,
        district_id,
        period_id,
        gender
    from best
    union
    select
        indicator_id,
        district_id,
        period_id,
        gender
    from undecided
),

-- A measure of which no report gives a number for certain, and an ambiguous row may give one.
undecided_measures as (
    select
        undecided.indicator_id,
        undecided.district_id,
        undecided.period_id,
        undecided.gender,
        {{ joined('undecided.measure', ', ', 'undecided.measure nulls last') }} as measures
    from undecided
    left join best
        on
            undecided.indicator_id = best.indicator_id
            and undecided.district_id = best.district_id
            and undecided.period_id = best.period_id
            and undecided.gender = best.gender
            and undecided.measure = best.measure
            and best.is_number
    left join kf_targets
        on
            undecided.measure = 'kf_target'
            and undecided.indicator_id = kf_targets.indicator_id
            and undecided.period_id = cast(kf_targets.year as string)
            and {{ is_number('kf_targets.kind') }}
    where
        best.indicator_id is null
        and kf_targets.indicator_id is null
    group by
        undecided.indicator_id,
        undecided.district_id,
        undecided.period_id,
        undecided.gender
),

undecided_places as (
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
                end nulls last
        ) as lead_choice
    from undecided
),

int_indicator_figure as (
    select
        grain.indicator_id,
        grain.district_id,
        grain.period_id,
        grain.gender,
        outcomes.figure_value as outcome,
        outcomes.report as outcome_report,
        outcomes.year as outcome_report_year,
        outcomes.column_name as outcome_column,
        outcomes.column_evidence as outcome_evidence,
        outcomes.figure_unit as outcome_unit,
        cast(outcomes.decimals as integer) as outcome_decimals,
        coalesce(outcomes.is_year and outcomes.vintage = 'final', false) as is_final,
        {{ reported_value_id('outcomes') }} as outcome_reported_value_id,
        forecasts.figure_value as forecast,
        forecasts.figure_unit as forecast_unit,
        {{ reported_value_id('forecasts') }} as forecast_reported_value_id,
        {{ single_number('targets.kind', 'targets.figure_value', 'targets.figure_lower', 'targets.figure_upper') }}
            as annual_target,
        targets.kind as annual_target_kind,
        targets.figure_lower as annual_target_lower,
        targets.figure_upper as annual_target_upper,
        targets.figure_unit as annual_target_unit,
        targets.report as annual_target_report,
        targets.column_evidence as annual_target_evidence,
        targets.as_printed as annual_target_as_printed,
        {{ reported_value_id('targets') }} as annual_target_reported_value_id,
        -- One label for all figures of the row; none where they are printed in units that no factor joins.
        case
            when
                outcomes.is_number and targets.is_number
                and not ({{ same_unit('outcomes.figure_unit', 'targets.figure_unit') }})
                then null
            when
                outcomes.is_number and forecasts.is_number
                and not ({{ same_unit('outcomes.figure_unit', 'forecasts.figure_unit') }})
                then null
            when
                targets.is_number and forecasts.is_number
                and not ({{ same_unit('targets.figure_unit', 'forecasts.figure_unit') }})
                then null
            else coalesce(outcomes.figure_unit, targets.figure_unit, forecasts.figure_unit)
        end as unit,
        coalesce(
            case when outcomes.unit is not null then outcomes.unit_assumed end,
            case when targets.unit is not null then targets.unit_assumed end,
            case when forecasts.unit is not null then forecasts.unit_assumed end,
            false
        ) as unit_assumed,
        undecided_measures.measures as undecided_measures,
        -- A year-before outcome has the goal of another year's report: it gives way to any report of the year itself.
        coalesce(
            case
                when not outcomes.is_previous_column then outcomes.goal_id
                when targets.document_id is not null then targets.goal_id
                when forecasts.document_id is not null then forecasts.goal_id
                when targets_of_kf.document_id is not null then targets_of_kf.goal_id
                else outcomes.goal_id
            end,
            undecided_places.goal_id
        ) as goal_id,
        kf_targets.kf_target_id,
        -- The place to look the row up: where its outcome stands, else its årsmål, forecast or KF target.
        coalesce(
            outcomes.document_id,
            targets.document_id,
            forecasts.document_id,
            targets_of_kf.document_id,
            undecided_places.document_id
        ) as document_id,
        coalesce(
            outcomes.source_file,
            targets.source_file,
            forecasts.source_file,
            targets_of_kf.source_file,
            undecided_places.source_file
        ) as source_file,
        coalesce(
            outcomes.row_number,
            targets.row_number,
            forecasts.row_number,
            targets_of_kf.row_number,
            undecided_places.row_number
        ) as row_number,
        coalesce(
            outcomes.line_start,
            targets.line_start,
            forecasts.line_start,
            targets_of_kf.line_start,
            undecided_places.line_start
        ) as line_start,
        coalesce(
            outcomes.line_end,
            targets.line_end,
            forecasts.line_end,
            targets_of_kf.line_end,
            undecided_places.line_end
        ) as line_end,
        case
            when outcomes.document_id is not null then outcomes.page
            when targets.document_id is not null then targets.page
            when forecasts.document_id is not null then forecasts.page
            when targets_of_kf.document_id is not null then targets_of_kf.page
            else undecided_places.page
        end as page,
        -- What a person decided marks the row, whichever of its figures it is.
        case
            when
                'corrected' in (
                    coalesce(outcomes.column_evidence, ''),
                    coalesce(targets.column_evidence, ''),
                    coalesce(forecasts.column_evidence, '')
                )
                then 'corrected'
            else coalesce(
                outcomes.column_evidence,
                targets.column_evidence,
                forecasts.column_evidence,
                targets_of_kf.column_evidence,
                'ambiguous'
            )
        end as column_evidence
    from grain
    left join undecided_places
        on
            grain.indicator_id = undecided_places.indicator_id
            and grain.district_id = undecided_places.district_id
            and grain.period_id = undecided_places.period_id
            and grain.gender = undecided_places.gender
            and undecided_places.lead_choice = 1
    left join undecided_measures
        on
            grain.indicator_id = undecided_measures.indicator_id
            and grain.district_id = undecided_measures.district_id
            and grain.period_id = undecided_measures.period_id
            and grain.gender = undecided_measures.gender
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
    left join best as targets_of_kf
        on
            grain.indicator_id = targets_of_kf.indicator_id
            and grain.district_id = targets_of_kf.district_id
            and grain.period_id = targets_of_kf.period_id
            and grain.gender = targets_of_kf.gender
            and targets_of_kf.measure = 'kf_target'
    left join kf_targets
        on
            grain.indicator_id = kf_targets.indicator_id
            and grain.period_id = cast(kf_targets.year as string)
            and grain.gender = 'total'
)

select * from int_indicator_figure
