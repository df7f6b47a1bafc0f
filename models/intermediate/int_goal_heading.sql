-- Every goal heading of the leading documents, identified, with the lines that stand under it. The nearest headings
-- above a nämndmål are its mål för verksamhetsområdet and its inriktningsmål; an inriktningsmål closes the area before,
-- and a label that could not be read closes all. A heading may have been held back at the border: the goal above by
-- place is then the goal above only if it has the number that the reader saw there, and a nämndmål is known by that
-- number all the same.
with headings as {{ as_part_of_each_use() }} (
    select * from {{ ref('stg_goal') }}
),

unread as (
    select * from {{ ref('stg_unread') }}
    where kind = 'goal'
),

documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

goal_sets as (
    select * from {{ ref('int_document_goal_set') }}
),

marks as (
    select
        document_id,
        line_start,
        level
    from headings
    union all
    select
        document_id,
        line_start,
        'unread' as level
    from unread
),

-- A label that was left unread and a heading may share a line: the line closes once.
mark_lines as (
    select
        document_id,
        line_start,
        max(case when level = 'direction' then line_start end) as direction_line,
        max(case when level = 'area' then line_start end) as area_line,
        max(case when level = 'unread' then line_start end) as unread_line
    from marks
    group by
        document_id,
        line_start
),

lines as (
    select
        document_id,
        line_start,
        lead(line_start) over (
            partition by document_id
            order by line_start nulls last
        ) - 1 as section_end,
        max(direction_line) over (
            partition by document_id
            order by line_start nulls last
        ) as direction_line,
        max(area_line) over (
            partition by document_id
            order by line_start nulls last
        ) as area_line,
        max(unread_line) over (
            partition by document_id
            order by line_start nulls last
        ) as unread_line
    from mark_lines
),

placed as (
    select
        headings.document_id,
        headings.source_file,
        headings.line_start,
        headings.line_end,
        headings.level,
        headings.number,
        headings.title,
        headings.title_folded,
        headings.title_slug,
        headings.parent_number,
        headings.assessment,
        headings.assessment_rank,
        headings.assessment_line,
        documents.district_id,
        documents.report,
        documents.year,
        documents.report_place as report_order,
        documents.period_id,
        goal_sets.goal_set,
        lines.section_end,
        lines.direction_line,
        lines.area_line,
        lines.unread_line
    from headings
    inner join lines
        on
            headings.document_id = lines.document_id
            and headings.line_start = lines.line_start
    inner join documents
        on headings.document_id = documents.document_id
    inner join goal_sets
        on headings.document_id = goal_sets.document_id
),

with_goals_above as (
    select
        placed.*,
        placed.goal_set || '/' || {{ goal_key('direction.number', 'direction.title_slug') }} as direction_goal_id,
        area.line_start is not null as has_area_heading,
        coalesce(
            {{ goal_key('area.number', 'area.title_slug') }},
            case when placed.level = 'council' then placed.parent_number end
        ) as area_goal_key,
        coalesce(area.number, case when placed.level = 'council' then placed.parent_number end) as area_goal_number
    from placed
    left join headings as direction
        on
            placed.document_id = direction.document_id
            and placed.direction_line = direction.line_start
            and {{ is_goal_above('direction', 'area') }}
    left join headings as area
        on
            placed.document_id = area.document_id
            and placed.area_line = area.line_start
            and placed.area_line >= coalesce(placed.direction_line, 0)
            and {{ is_goal_above('area', 'council') }}
),

identified as (
    select
        *,
        goal_set || '/' || area_goal_key as area_goal_id,
        case
            when level = 'council'
                then {{ council_goal_id('goal_set', 'area_goal_key', 'district_id', 'year', 'title_slug') }}
        end as council_goal_id
    from with_goals_above
),

documents_with_goals as (
    select distinct document_id
    from headings
),

-- Of the reports about one period the latest that has goals speaks: the annual report before the plan.
latest_reports as (
    select
        documents.district_id,
        documents.period_id,
        max(documents.report_place) as report_order
    from documents
    inner join documents_with_goals
        on documents.document_id = documents_with_goals.document_id
    group by
        documents.district_id,
        documents.period_id
),

int_goal_heading as (
    select
        identified.document_id,
        identified.source_file,
        identified.line_start,
        identified.line_end,
        identified.level,
        identified.number,
        identified.title,
        identified.title_folded,
        identified.parent_number,
        identified.assessment,
        identified.assessment_rank,
        identified.assessment_line,
        identified.district_id,
        identified.report,
        identified.year,
        identified.report_order,
        identified.period_id,
        identified.goal_set,
        identified.section_end,
        identified.direction_goal_id,
        identified.area_goal_number,
        identified.area_goal_id,
        identified.council_goal_id,
        coalesce(identified.council_goal_id, identified.area_goal_id, identified.direction_goal_id) as goal_id,
        case identified.level
            when 'area' then identified.direction_goal_id
            when 'council'
                then case
                    when identified.has_area_heading then identified.area_goal_id
                    when identified.area_goal_id is null then identified.direction_goal_id
                end
        end as parent_goal_id,
        identified.report_order = latest_reports.report_order as is_latest_report
    from identified
    inner join latest_reports
        on
            identified.district_id = latest_reports.district_id
            and identified.period_id = latest_reports.period_id
)

select * from int_goal_heading
