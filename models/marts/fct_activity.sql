with activities as (
    select * from {{ ref('int_activity') }}
),

fct_activity as (
    select
        reported_activity_id,
        activity_id,
        document_id,
        source_file,
        row_number,
        district_id,
        goal_id,
        period_id,
        report,
        year,
        level,
        activity,
        start_date,
        end_date,
        days,
        deviation,
        years,
        earlier_reported_activity_id,
        earlier_year,
        earlier_document_id,
        earlier_source_file,
        earlier_page,
        earlier_line_start,
        page,
        line_start,
        line_end
    from activities
)

select * from fct_activity
