-- Structural: what goes into a mart comes out of it. One row per mart whose count differs from what it must hold.
-- For whoever changes a model: a join that drops or doubles rows.
with counts as (
    select
        'coverage' as mart,
        (select coalesce(sum(rows), 0) from {{ ref('coverage') }}) as rows_found,
        (
            select count(*)
            from {{ source('raw', 'indicator_row') }} as indicator_row
            inner join {{ source('raw', 'document') }} as document
                on
                    indicator_row.document_id = document.document_id
                    and document.status = 'leading'
        ) as rows_expected
    union all
    select
        'dim_document' as mart,
        (select count(*) from {{ ref('dim_document') }}) as rows_found,
        (select count(*) from {{ source('raw', 'document') }}) as rows_expected
    union all
    select
        'quality_ambiguous' as mart,
        (select count(*) from {{ ref('quality_ambiguous') }}) as rows_found,
        (select coalesce(sum(ambiguous_rows), 0) from {{ ref('coverage') }}) as rows_expected
    union all
    select
        'quality_unread' as mart,
        (select count(case when may_hold_row then 1 end) from {{ ref('quality_unread') }}) as rows_found,
        (select coalesce(sum(unread_places), 0) from {{ ref('coverage') }}) as rows_expected
    union all
    select
        'quality_rejected_document' as mart,
        (select count(*) from {{ ref('quality_rejected_document') }}) as rows_found,
        (
            select count(*)
            from (
                select distinct
                    document_id,
                    source_file,
                    page,
                    line_start,
                    finding,
                    as_printed
                from {{ source('raw', 'rejected_document') }}
            ) as rejected
        ) as rows_expected
    union all
    select
        'district_comparison' as mart,
        (select count(*) from {{ ref('district_comparison') }}) as rows_found,
        (
            select count(*)
            from {{ ref('fct_indicator') }}
            where
                gender = 'total'
                and period_id not like '%-%'
        ) as rows_expected
    union all
    select
        'target_alignment' as mart,
        (select count(*) from {{ ref('target_alignment') }}) as rows_found,
        (
            select count(*)
            from {{ ref('fct_indicator') }}
            where
                gender = 'total'
                and (annual_target_kind is not null or undecided_measures like '%annual_target%')
        ) as rows_expected
    union all
    select
        'int_goal_heading' as mart,
        (select count(*) from {{ ref('int_goal_heading') }}) as rows_found,
        (
            select count(*)
            from {{ source('raw', 'goal') }} as goal
            inner join {{ source('raw', 'document') }} as document
                on
                    goal.document_id = document.document_id
                    and document.status = 'leading'
        ) as rows_expected
    union all
    select
        'fct_goal_assessment' as mart,
        (select count(*) from {{ ref('fct_goal_assessment') }}) as rows_found,
        (
            select count(*)
            from (
                select distinct
                    goal_id,
                    district_id,
                    period_id
                from {{ ref('int_goal_heading') }}
                where assessment is not null
            ) as assessed
        ) as rows_expected
    union all
    select
        'fct_activity' as mart,
        (select count(*) from {{ ref('fct_activity') }}) as rows_found,
        (
            select count(*)
            from {{ source('raw', 'activity') }} as activity
            inner join {{ source('raw', 'document') }} as document
                on
                    activity.document_id = document.document_id
                    and document.status = 'leading'
        ) as rows_expected
    union all
    select
        'fct_comment, indicators' as mart,
        (
            select count(*) from {{ ref('fct_comment') }}
            where subject = 'indicator'
        ) as rows_found,
        (
            select count(*)
            from {{ source('raw', 'indicator_row') }} as indicator_row
            inner join {{ source('raw', 'document') }} as document
                on
                    indicator_row.document_id = document.document_id
                    and document.status = 'leading'
            where indicator_row.comment is not null
        ) as rows_expected
    union all
    select
        'fct_comment, activities' as mart,
        (
            select count(*) from {{ ref('fct_comment') }}
            where subject = 'activity'
        ) as rows_found,
        (
            select count(*)
            from {{ source('raw', 'activity') }} as activity
            inner join {{ source('raw', 'document') }} as document
                on
                    activity.document_id = document.document_id
                    and document.status = 'leading'
            where activity.comment is not null
        ) as rows_expected
    union all
    select
        'goal_overview, activities' as mart,
        (select coalesce(sum(activities), 0) from {{ ref('goal_overview') }}) as rows_found,
        (
            select count(*)
            from {{ ref('int_activity') }} as activity
            inner join (
                select distinct document_id
                from {{ ref('int_goal_heading') }}
                where is_latest_report
            ) as latest
                on activity.document_id = latest.document_id
            where activity.goal_id is not null
        ) as rows_expected
    union all
    select
        'goal_overview, indicators' as mart,
        (select coalesce(sum(indicators), 0) from {{ ref('goal_overview') }}) as rows_found,
        (
            select
                coalesce(sum(
                    indicators_met + indicators_missed + indicators_not_judged + indicators_not_final
                    + indicators_without_outcome
                ), 0)
            from {{ ref('goal_overview') }}
        ) as rows_expected
    union all
    select
        'refresh_run' as mart,
        (select count(*) from {{ ref('refresh_run') }}) as rows_found,
        (select count(*) from {{ source('raw', 'refresh_run') }}) as rows_expected
)

select
    mart,
    rows_found,
    rows_expected
from counts
where rows_found <> rows_expected
