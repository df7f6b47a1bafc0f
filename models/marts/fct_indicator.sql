with figures as (
    select * from {{ ref('int_indicator_figure') }}
),

fct_indicator as (
    select
        indicator_id,
        district_id,
        period_id,
        gender,
        outcome,
        outcome_report,
        is_final,
        forecast,
        annual_target,
        annual_target_kind,
        annual_target_lower,
        annual_target_upper,
        annual_target_unit,
        annual_target_report,
        annual_target_as_printed,
        unit,
        unit_assumed,
        outcome_unit,
        forecast_unit,
        goal_id,
        kf_target_id,
        document_id,
        source_file,
        row_number,
        page,
        line_start,
        line_end,
        column_evidence,
        outcome_reported_value_id,
        forecast_reported_value_id,
        annual_target_reported_value_id
    from figures
)

select * from fct_indicator
