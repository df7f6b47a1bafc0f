with reported_cells as (
    select * from {{ ref('int_reported_cell') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

fct_reported_value as (
    select
        indicators.name as indicator,
        districts.name as district,
        reported_cells.value,
        reported_cells.unit,
        reported_cells.as_printed,
        reported_cells.measure,
        reported_cells.gender,
        reported_cells.period_id,
        reported_cells.kind,
        reported_cells.report,
        reported_cells.year,
        reported_cells.column_evidence,
        reported_cells.lower,
        reported_cells.upper,
        reported_cells.figure_value,
        reported_cells.figure_lower,
        reported_cells.figure_upper,
        reported_cells.figure_unit,
        reported_cells.unit_assumed,
        reported_cells.is_council_row,
        reported_cells.row_key,
        reported_cells.is_previous_column,
        reported_cells.period_assumed,
        reported_cells.column_name,
        reported_cells.is_withheld,
        reported_cells.corrected_text,
        reported_cells.correction_reason,
        reported_cells.correction_source,
        reported_cells.settled_by,
        reported_cells.settled_rules,
        {{ reported_value_id('reported_cells') }} as reported_value_id,
        reported_cells.indicator_id,
        reported_cells.district_id,
        reported_cells.goal_id,
        reported_cells.document_id,
        reported_cells.source_file,
        reported_cells.row_number,
        reported_cells.page,
        reported_cells.line_start,
        reported_cells.line_end
    from reported_cells
    inner join indicators
        on reported_cells.indicator_id = indicators.indicator_id
    inner join districts
        on reported_cells.district_id = districts.district_id
)

select * from fct_reported_value
