-- The rows of leading documents, identified: which indicator, goal, council and year. Superseded documents stay in raw.
-- A row has the goal that the reader saw above it, unless the headings say otherwise: where the nearest one is of
-- another goal, because the right one was held back at the border, the row has none.
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

headings as (
    select * from {{ ref('int_goal_heading') }}
),

first_unread as (
    select
        document_id,
        min(line_start) as line_start
    from {{ ref('stg_unread') }}
    where kind = 'goal'
    group by document_id
),

identified as (
    select
        indicator_rows.document_id,
        indicator_rows.row_number,
        indicator_rows.source_file,
        indicator_rows.page,
        indicator_rows.line_start,
        indicator_rows.line_end,
        indicator_rows.direction_goal,
        indicator_rows.direction_goal_number,
        indicator_rows.direction_goal_title,
        indicator_rows.direction_goal_title_folded,
        indicator_rows.area_goal,
        indicator_rows.area_goal_number,
        indicator_rows.area_goal_title,
        indicator_rows.area_goal_title_folded,
        indicator_rows.council_goal,
        indicator_rows.council_goal_number,
        indicator_rows.council_goal_title,
        indicator_rows.council_goal_title_folded,
        indicator_rows.council_goal_title_slug,
        indicator_rows.is_council_row,
        indicator_rows.indicator,
        indicator_rows.indicator_folded,
        indicator_rows.period_text,
        indicator_rows.previous_period_text,
        indicator_rows.other_previous_period_text,
        indicator_rows.frequency,
        indicator_rows.column_evidence,
        indicator_rows.evidence,
        indicator_rows.note,
        indicator_rows.comment,
        -- For who is asked which column is which; elsewhere a cell has a row of its own.
        case
            when indicator_rows.column_evidence = 'ambiguous'
                then concat_ws(
                    ' | ',
                    indicator_rows.outcome,
                    indicator_rows.outcome_men,
                    indicator_rows.outcome_women,
                    indicator_rows.previous_outcome,
                    indicator_rows.other_previous_outcome,
                    indicator_rows.forecast,
                    indicator_rows.annual_target,
                    indicator_rows.kf_target,
                    indicator_rows.period_text
                )
        end as ambiguous_cells,
        documents.report_id,
        documents.district_id,
        documents.report,
        documents.year,
        documents.report_place,
        documents.period_id as report_period_id,
        goal_sets.goal_set,
        coalesce(names.indicator_id, indicator_rows.new_indicator_id) as indicator_id,
        {{ goal_key('indicator_rows.direction_goal_number', 'indicator_rows.direction_goal_title_slug') }}
            as direction_goal_key,
        {{ goal_key('indicator_rows.area_goal_number', 'indicator_rows.area_goal_title_slug') }} as area_goal_key
    from indicator_rows
    inner join documents
        on indicator_rows.document_id = documents.document_id
    inner join goal_sets
        on indicator_rows.document_id = goal_sets.document_id
    left join names
        on indicator_rows.indicator_folded = names.name_folded
),

read_goals as (
    select
        *,
        goal_set || '/' || direction_goal_key as read_direction_goal_id,
        goal_set || '/' || area_goal_key as read_area_goal_id,
        {{ council_goal_id('goal_set', 'area_goal_key', 'district_id', 'year', 'council_goal_title_slug') }}
            as read_council_goal_id
    from identified
),

placed as (
    select
        read_goals.*,
        headings.line_start as heading_line_start,
        headings.title as heading_title,
        coalesce(read_goals.council_goal, read_goals.area_goal, read_goals.direction_goal) as goal_as_printed,
        case
            -- Below a heading that was held back there is none.
            when headings.goal_id is null and read_goals.line_start >= first_unread.line_start
                then coalesce(read_goals.council_goal, read_goals.area_goal, read_goals.direction_goal) is null
            when
                headings.goal_id <> coalesce(
                    read_goals.read_council_goal_id,
                    read_goals.read_area_goal_id,
                    read_goals.read_direction_goal_id,
                    ''
                )
                then false
            -- Two titles may have one key: 'Staden är trygg, säker', 'Staden är trygg säker'.
            when headings.level = 'council' then headings.title_folded = read_goals.council_goal_title_folded
            when headings.level = 'area' and headings.number is null
                then headings.title_folded = read_goals.area_goal_title_folded
            else true
        end as is_under_its_goal
    from read_goals
    left join headings
        on
            read_goals.document_id = headings.document_id
            and read_goals.line_start between headings.line_start and coalesce(headings.section_end, 2147483647)
    left join first_unread
        on read_goals.document_id = first_unread.document_id
),

int_indicator_row as (
    select
        * {{ but([
            'council_goal_title_slug',
            'direction_goal_key',
            'area_goal_key',
            'read_direction_goal_id',
            'read_area_goal_id',
            'read_council_goal_id'
        ]) }},
        case when is_under_its_goal then read_direction_goal_id end as direction_goal_id,
        case when is_under_its_goal then read_area_goal_id end as area_goal_id,
        case when is_under_its_goal then read_council_goal_id end as council_goal_id,
        case
            when is_under_its_goal
                then coalesce(read_council_goal_id, read_area_goal_id, read_direction_goal_id)
        end as goal_id
    from placed
)

select * from int_indicator_row
