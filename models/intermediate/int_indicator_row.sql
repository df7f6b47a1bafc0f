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
        indicator_rows.outcome,
        indicator_rows.outcome_men,
        indicator_rows.outcome_women,
        indicator_rows.previous_outcome,
        indicator_rows.other_previous_outcome,
        indicator_rows.forecast,
        indicator_rows.annual_target,
        indicator_rows.kf_target,
        indicator_rows.period_text,
        indicator_rows.previous_period_text,
        indicator_rows.other_previous_period_text,
        indicator_rows.frequency,
        indicator_rows.column_evidence,
        indicator_rows.evidence,
        indicator_rows.note,
        indicator_rows.comment,
        documents.report_id,
        documents.district_id,
        documents.report,
        documents.year,
        documents.report_place,
        documents.period_id as report_period_id,
        documents.published_on,
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

with_council_goal as (
    select
        *,
        goal_set || '/' || direction_goal_key as direction_goal_id,
        goal_set || '/' || area_goal_key as area_goal_id,
        {{ council_goal_id('goal_set', 'area_goal_key', 'district_id', 'year', 'council_goal_title_slug') }}
            as council_goal_id
    from identified
),

int_indicator_row as (
    select
        *,
        coalesce(council_goal_id, area_goal_id, direction_goal_id) as goal_id
    from with_council_goal
)

select * from int_indicator_row
