with activities as (
    select * from {{ ref('int_activity') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

fct_activity as (
    select
        districts.name as district,
        activities.report,
        activities.year,
        activities.activity,
        activities.start_date,
        activities.end_date,
        activities.deviation,
        activities.level,
        activities.days,
        activities.years,
        activities.period_id,
        activities.earlier_year,
        activities.reported_activity_id,
        activities.activity_id,
        activities.district_id,
        activities.goal_id,
        activities.earlier_reported_activity_id,
        activities.earlier_document_id,
        activities.earlier_source_file,
        activities.earlier_page,
        activities.earlier_line_start,
        activities.document_id,
        activities.source_file,
        activities.row_number,
        activities.page,
        activities.line_start,
        activities.line_end
    from activities
    inner join districts
        on activities.district_id = districts.district_id
)

select * from fct_activity
