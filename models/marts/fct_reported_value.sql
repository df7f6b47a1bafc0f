with reported_cells as (
    select * from {{ ref('int_reported_cell') }}
),

fct_reported_value as (
    select
        reported_value_id,
        document_id,
        source_file,
        row_number,
        column_name,
        indicator_id,
        district_id,
        goal_id,
        period_id,
        period_assumed,
        report,
        year,
        measure,
        gender,
        as_printed,
        value,
        lower,
        upper,
        unit,
        unit_assumed,
        kind,
        column_evidence,
        is_previous_column,
        is_council_row,
        settled_by,
        settled_rules,
        is_withheld,
        corrected_text,
        correction_reason,
        correction_source,
        page,
        line_start,
        line_end
    from reported_cells
)

select * from fct_reported_value
