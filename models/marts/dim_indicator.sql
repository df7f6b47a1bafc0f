with indicators as (
    select * from {{ ref('int_indicator') }}
),

dim_indicator as (
    select
        name,
        unit,
        desired_direction,
        subject,
        measure_kind,
        level,
        frequency,
        is_gender_divided,
        is_comparable_between_councils,
        kf_target_scope,
        direction_reason,
        subject_reason,
        is_catalogued,
        indicator_id,
        subject_id
    from indicators
)

select * from dim_indicator
