-- Structural: the goal that an activity or indicator row is joined to is the one that the reader saw above it: the same
-- number of the mål för verksamhetsområdet, the same nämndmål. One that has no goal stands under no such heading, and a
-- finding says so. For whoever changes the reader or a model: rows under another goal would be counted for it, and rows
-- without one for none. What stands above a row is looked up in the raw headings here, so that no model vouches for
-- itself; only that a finding follows is asked of the mart.
with documents as (
    select document_id
    from {{ source('raw', 'document') }}
    where status = 'leading'
),

-- Some hundred goals are printed again and again: each different print is folded once.
prints as (
    select
        print,
        {{ goal_number('print') }} as number,
        {{ fold_title('print') }} as whole_folded,
        {{ fold_title(goal_title('print')) }} as title_folded
    from (
        select title as print
        from {{ source('raw', 'goal') }}
        union
        select council_goal as print
        from {{ source('raw', 'activity') }}
        union
        select direction_goal as print
        from {{ source('raw', 'indicator_row') }}
        union
        select area_goal as print
        from {{ source('raw', 'indicator_row') }}
        union
        select council_goal as print
        from {{ source('raw', 'indicator_row') }}
    ) as all_prints
),

headings as (
    select
        goal.document_id,
        goal.line_start,
        goal.level,
        goal.number,
        goal.parent_number,
        titles.whole_folded as title_folded
    from {{ source('raw', 'goal') }} as goal
    inner join documents
        on goal.document_id = documents.document_id
    left join prints as titles
        on goal.title = titles.print
),

-- What stands under a goal, with the goal that the reader saw: numbers, and the title of the nämndmål.
printed as (
    select
        activity.document_id,
        activity.source_file,
        activity.page,
        activity.line_start,
        activity.activity as as_printed,
        coalesce(activity.council_goal, activity.area_goal) as goal_as_printed,
        activity.area_goal as area_number,
        cast(null as string) as area_title,
        council_goals.whole_folded as council_title,
        cast(null as string) as direction_number,
        cast(null as string) as direction_title,
        false as has_direction,
        '/activity/' || cast(activity.row_number as string) as place,
        facts.goal_id
    from {{ source('raw', 'activity') }} as activity
    inner join {{ ref('fct_activity') }} as facts
        on
            activity.document_id = facts.document_id
            and activity.row_number = facts.row_number
    left join prints as council_goals
        on activity.council_goal = council_goals.print
    union all
    select
        indicator_row.document_id,
        indicator_row.source_file,
        indicator_row.page,
        indicator_row.line_start,
        indicator_row.indicator as as_printed,
        coalesce(indicator_row.council_goal, indicator_row.area_goal, indicator_row.direction_goal) as goal_as_printed,
        area_goals.number as area_number,
        area_goals.title_folded as area_title,
        council_goals.title_folded as council_title,
        direction_goals.number as direction_number,
        direction_goals.title_folded as direction_title,
        true as has_direction,
        '/row/' || cast(indicator_row.row_number as string) as place,
        indicator_rows.goal_id
    from {{ source('raw', 'indicator_row') }} as indicator_row
    inner join {{ ref('int_indicator_row') }} as indicator_rows
        on
            indicator_row.document_id = indicator_rows.document_id
            and indicator_row.row_number = indicator_rows.row_number
    left join prints as direction_goals
        on indicator_row.direction_goal = direction_goals.print
    left join prints as area_goals
        on indicator_row.area_goal = area_goals.print
    left join prints as council_goals
        on indicator_row.council_goal = council_goals.print
),

-- The lines at which a goal begins, or a label stands that was not read, each with the next one.
marks as (
    select
        document_id,
        line_start
    from headings
    union
    select
        document_id,
        line_start
    from {{ source('raw', 'unread') }}
    where kind = 'goal'
),

sections as (
    select
        document_id,
        line_start as mark_line,
        lead(line_start) over (
            partition by document_id
            order by line_start nulls last
        ) as next_mark_line
    from marks
),

judged as (
    select
        printed.*,
        sections.mark_line,
        headings.line_start as heading_line,
        placed.goal_id as heading_goal_id,
        coalesce(
            case headings.level
                when 'council'
                    then
                        headings.title_folded = printed.council_title
                        and headings.parent_number is not distinct from printed.area_number
                when 'area'
                    then
                        printed.council_title is null
                        and headings.number is not distinct from printed.area_number
                else
                    headings.level is not null
                    and printed.council_title is null
                    and printed.area_number is null
                    and printed.area_title is null
                    -- An activity does not say which inriktningsmål the reader saw.
                    and (
                        not printed.has_direction
                        or (
                            coalesce(headings.number, '') = coalesce(printed.direction_number, '')
                            and (headings.number is not null or headings.title_folded = printed.direction_title)
                        )
                    )
            end,
            false
        ) as is_its_goal,
        findings.finding_id
    from printed
    left join sections
        on
            printed.document_id = sections.document_id
            and printed.line_start >= sections.mark_line
            and (printed.line_start < sections.next_mark_line or sections.next_mark_line is null)
    left join headings
        on
            printed.document_id = headings.document_id
            and sections.mark_line = headings.line_start
    left join {{ ref('int_goal_heading') }} as placed
        on
            printed.document_id = placed.document_id
            and sections.mark_line = placed.line_start
    left join {{ ref('quality_conflict') }} as findings
        on
            findings.finding = 'goal_not_above'
            and printed.document_id = findings.document_id
            and findings.finding_id like 'goal_not_above/' || printed.document_id || printed.place || '/%'
)

select
    document_id,
    source_file,
    page,
    line_start,
    as_printed,
    goal_as_printed,
    goal_id
from judged
where
    (goal_id is not null and mark_line is not null and not is_its_goal)
    or goal_id <> heading_goal_id
    or (
        goal_id is null
        and is_its_goal
        -- An area without a number is known by its title alone, which a nämndmål below it does not have.
        and (area_number is not null or area_title is null)
    )
    or (
        goal_id is null
        and (goal_as_printed is not null or heading_line is not null)
        and finding_id is null
    )
