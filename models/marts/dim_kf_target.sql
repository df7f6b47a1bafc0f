with kf_targets as (
    select * from {{ ref('int_kf_target') }}
),

dim_kf_target as (
    select
        kf_target_id,
        indicator_id,
        year,
        value,
        lower,
        upper,
        unit,
        unit_assumed,
        kind,
        scope,
        as_printed,
        councils,
        history,
        document_id,
        source_file,
        row_number,
        page,
        line_start,
        line_end
    from kf_targets
)

select * from dim_kf_target
