-- What councils wrote below the rows of their tables, whole.
with indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
    where comment is not null
),

activities as (
    select * from {{ ref('int_activity') }}
    where comment is not null
),

comments as (
    select
        'indicator/' || document_id || '/' || cast(row_number as string) as comment_id,
        'indicator' as subject,
        indicator_id,
        cast(null as string) as activity_id,
        cast(null as string) as reported_activity_id,
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
        cast(null as string) as indicator_id,
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
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

fct_comment as (
    select
        districts.name as district,
        comments.report,
        comments.year,
        comments.subject,
        indicators.name as indicator,
        comments.as_printed,
        comments.comment,
        comments.period_id,
        comments.comment_id,
        comments.indicator_id,
        comments.activity_id,
        comments.reported_activity_id,
        comments.district_id,
        comments.goal_id,
        comments.document_id,
        comments.source_file,
        comments.row_number,
        comments.page,
        comments.line_start,
        comments.line_end
    from comments
    inner join districts
        on comments.district_id = districts.district_id
    left join indicators
        on comments.indicator_id = indicators.indicator_id
)

select * from fct_comment
