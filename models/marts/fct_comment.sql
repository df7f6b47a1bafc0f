-- What councils wrote below the rows of their tables, whole.
with indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
    where comment is not null
),

activities as (
    select * from {{ ref('int_activity') }}
    where comment is not null
),

fct_comment as (
    select
        'indicator/' || document_id || '/' || cast(row_number as varchar) as comment_id,
        'indicator' as subject,
        indicator_id,
        cast(null as varchar) as activity_id,
        cast(null as varchar) as reported_activity_id,
        indicator as as_printed,
        comment,
        district_id,
        goal_id,
        report_period_id as period_id,
        report,
        year,
        document_id,
        source_file,
        row_number,
        page,
        line_start,
        line_end
    from indicator_rows
    union all
    select
        'activity/' || reported_activity_id as comment_id,
        'activity' as subject,
        cast(null as varchar) as indicator_id,
        activity_id,
        reported_activity_id,
        activity as as_printed,
        comment,
        district_id,
        goal_id,
        period_id,
        report,
        year,
        document_id,
        source_file,
        row_number,
        page,
        line_start,
        line_end
    from activities
)

select * from fct_comment
