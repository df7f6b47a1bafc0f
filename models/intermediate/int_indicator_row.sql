-- The rows of leading documents, identified: which indicator, goal, council and year. Superseded documents stay in raw.
with indicator_rows as (
    select * from {{ ref('stg_indicator_row') }}
),

documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

names as (
    select * from {{ ref('int_indicator_name') }}
),

goal_sets as (
    select * from {{ ref('int_document_goal_set') }}
),

identified as (
    select
        indicator_rows.*,
        documents.report_id,
        documents.district_id,
        documents.report,
        documents.year,
        documents.published_on,
        goal_sets.goal_set,
        names.indicator_id is not null as is_catalogued,
        -- A new name is never merged by likeness: six hex digits of the folded name keep it apart from every other.
        coalesce(
            names.indicator_id,
            left({{ slug('indicator_rows.indicator') }}, 80) || '-' || left(md5(indicator_rows.indicator_folded), 6)
        ) as indicator_id,
        goal_sets.goal_set
        || '/' || coalesce(indicator_rows.direction_goal_number, {{ short_slug('indicator_rows.direction_goal_title') }})
            as direction_goal_id,
        goal_sets.goal_set
        || '/' || coalesce(indicator_rows.area_goal_number, {{ short_slug('indicator_rows.area_goal_title') }})
            as area_goal_id
    from indicator_rows
    inner join documents
        on indicator_rows.document_id = documents.document_id
    inner join goal_sets
        on indicator_rows.document_id = goal_sets.document_id
    left join names
        on indicator_rows.indicator_folded = names.name_folded
),

with_council_goal as (
    select
        identified.*,
        -- A nämndmål belongs to a council and a year; its number, if it has one, is not always printed.
        goal_set
        || coalesce('/' || coalesce(area_goal_number, {{ short_slug('area_goal_title') }}), '')
        || '/' || district_id || '-' || cast(year as varchar)
        || '/' || {{ short_slug('council_goal_title') }} as council_goal_id
    from identified
),

int_indicator_row as (
    select
        with_council_goal.*,
        coalesce(council_goal_id, area_goal_id, direction_goal_id) as goal_id
    from with_council_goal
)

select * from int_indicator_row
