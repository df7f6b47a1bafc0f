-- The activities of the leading documents, each under the goal whose heading stands nearest above it, and with the
-- same activity in an earlier year's document of the same council: the same text after folding, nothing fuzzy. Where
-- that heading is not the goal that the reader saw above the activity, because the right one was held back at the
-- border, the activity has no goal: the goal further up is another one.
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

placed as (
    select
        activities.*,
        headings.goal_id as heading_goal_id,
        headings.line_start as heading_line_start,
        headings.title as heading_title,
        coalesce(activities.council_goal_title, activities.area_goal_number) as goal_as_printed,
        case
            when headings.goal_id is null then false
            when coalesce(headings.area_goal_number, '') <> coalesce(activities.area_goal_number, '') then false
            when headings.level = 'council'
                then coalesce(headings.title_folded = activities.council_goal_title_folded, false)
            else activities.council_goal_title is null
        end as is_under_its_goal
    from activities
    left join headings
        on
            activities.document_id = headings.document_id
            and activities.line_start between headings.line_start and coalesce(headings.section_end, 2147483647)
),

identified as {{ as_part_of_each_use() }} (
    select
        activities.document_id || '/' || cast(activities.row_number as string) as reported_activity_id,
        activities.activity_id,
        activities.document_id,
        activities.row_number,
        activities.source_file,
        activities.page,
        activities.line_start,
        activities.line_end,
        activities.activity,
        activities.words_number,
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
        case when activities.is_under_its_goal then activities.heading_goal_id end as goal_id,
        activities.is_under_its_goal,
        activities.goal_as_printed,
        activities.heading_line_start,
        activities.heading_title,
        case when activities.council_goal_title is null then 'kf' else 'council' end as level
    from placed as activities
    inner join documents
        on activities.document_id = documents.document_id
),

-- The place of an activity in a year: in the latest report of the year, its first row.
ranked_places as (
    select
        reported_activity_id,
        district_id,
        words_number,
        year,
        document_id,
        source_file,
        page,
        line_start,
        row_number() over (
            partition by district_id, words_number, year
            order by report_order desc, document_id asc nulls last, row_number asc nulls last
        ) as choice
    from identified
),

years_listed as (
    select
        district_id,
        words_number,
        year,
        cast(count(*) over (partition by district_id, words_number) as integer) as years,
        lag(reported_activity_id) over by_year as earlier_reported_activity_id,
        lag(year) over by_year as earlier_year,
        lag(document_id) over by_year as earlier_document_id,
        lag(source_file) over by_year as earlier_source_file,
        lag(page) over by_year as earlier_page,
        lag(line_start) over by_year as earlier_line_start
    from ranked_places
    where choice = 1
    window by_year as (partition by district_id, words_number order by year nulls last)
),

int_activity as (
    select
        identified.* {{ but(['words_number', 'report_order']) }},
        years_listed.years,
        years_listed.earlier_reported_activity_id,
        years_listed.earlier_year,
        years_listed.earlier_document_id,
        years_listed.earlier_source_file,
        years_listed.earlier_page,
        years_listed.earlier_line_start
    from identified
    inner join years_listed
        on
            identified.district_id = years_listed.district_id
            and identified.words_number = years_listed.words_number
            and identified.year = years_listed.year
)

select * from int_activity
