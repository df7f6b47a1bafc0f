-- The activities of the leading documents, each under the goal whose heading stands nearest above it, and with the
-- same activity in an earlier year's document of the same council: the same text after folding, nothing fuzzy.
with activities as (
    select * from {{ ref('stg_activity') }}
),

documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

headings as (
    select * from {{ ref('int_goal_heading') }}
),

identified as (
    select
        activities.document_id || '/' || cast(activities.row_number as varchar) as reported_activity_id,
        activities.activity_id,
        activities.document_id,
        activities.row_number,
        activities.source_file,
        activities.page,
        activities.line_start,
        activities.line_end,
        activities.activity,
        activities.activity_folded,
        activities.deviation,
        activities.comment,
        activities.start_date,
        activities.end_date,
        activities.days,
        documents.district_id,
        documents.report,
        documents.year,
        documents.report_place as report_order,
        documents.period_id,
        headings.goal_id,
        case when activities.council_goal_title is null then 'kf' else 'council' end as level
    from activities
    inner join documents
        on activities.document_id = documents.document_id
    left join headings
        on
            activities.document_id = headings.document_id
            and activities.line_start between headings.line_start and coalesce(headings.section_end, 2147483647)
),

-- The place of an activity in a year: in the latest report of the year, its first row.
ranked_places as (
    select
        reported_activity_id,
        district_id,
        activity_folded,
        year,
        row_number() over (
            partition by district_id, activity_folded, year
            order by report_order desc, document_id asc, row_number asc
        ) as choice
    from identified
),

years_listed as (
    select
        district_id,
        activity_folded,
        year,
        cast(count(*) over (partition by district_id, activity_folded) as integer) as years,
        lag(reported_activity_id) over (
            partition by district_id, activity_folded
            order by year
        ) as earlier_reported_activity_id
    from ranked_places
    where choice = 1
),

int_activity as (
    select
        identified.*,
        years_listed.years,
        years_listed.earlier_reported_activity_id,
        earlier.year as earlier_year,
        earlier.document_id as earlier_document_id,
        earlier.source_file as earlier_source_file,
        earlier.page as earlier_page,
        earlier.line_start as earlier_line_start
    from identified
    inner join years_listed
        on
            identified.district_id = years_listed.district_id
            and identified.activity_folded = years_listed.activity_folded
            and identified.year = years_listed.year
    left join identified as earlier
        on years_listed.earlier_reported_activity_id = earlier.reported_activity_id
)

select * from int_activity
