with kf_targets as (
    select * from {{ ref('int_kf_target') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

dim_kf_target as (
    select
        indicators.name as indicator,
        kf_targets.year,
        kf_targets.value,
        kf_targets.lower,
        kf_targets.upper,
        kf_targets.unit,
        kf_targets.kind,
        kf_targets.scope,
        kf_targets.as_printed,
        kf_targets.councils,
        kf_targets.history,
        kf_targets.column_evidence,
        kf_targets.unit_assumed,
        kf_targets.kf_target_id,
        kf_targets.indicator_id,
        kf_targets.document_id,
        kf_targets.source_file,
        kf_targets.row_number,
        kf_targets.page,
        kf_targets.line_start,
        kf_targets.line_end
    from kf_targets
    inner join indicators
        on kf_targets.indicator_id = indicators.indicator_id
)

select * from dim_kf_target
