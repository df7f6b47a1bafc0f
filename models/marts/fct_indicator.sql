with figures as (
    select * from {{ ref('int_indicator_figure') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

fct_indicator as (
    select
        indicators.name as indicator,
        districts.name as district,
        figures.outcome,
        figures.annual_target,
        figures.forecast,
        figures.unit,
        figures.period_id,
        figures.gender,
        figures.is_final,
        figures.outcome_report,
        figures.outcome_report_year,
        figures.column_evidence,
        figures.undecided_measures,
        figures.annual_target_as_printed,
        figures.annual_target_kind,
        figures.annual_target_lower,
        figures.annual_target_upper,
        figures.annual_target_report,
        figures.outcome_unit,
        figures.annual_target_unit,
        figures.forecast_unit,
        figures.unit_assumed,
        figures.outcome_decimals,
        figures.outcome_column,
        figures.outcome_evidence,
        figures.annual_target_evidence,
        figures.indicator_id,
        figures.district_id,
        figures.goal_id,
        figures.kf_target_id,
        figures.outcome_reported_value_id,
        figures.annual_target_reported_value_id,
        figures.forecast_reported_value_id,
        figures.document_id,
        figures.source_file,
        figures.row_number,
        figures.page,
        figures.line_start,
        figures.line_end
    from figures
    inner join indicators
        on figures.indicator_id = indicators.indicator_id
    inner join districts
        on figures.district_id = districts.district_id
)

select * from fct_indicator
