with indicators as (
    select * from {{ ref('int_indicator') }}
),

dim_indicator as (
    select
        indicator_id,
        name,
        unit,
        measure_kind,
        desired_direction,
        direction_reason,
        level,
        frequency,
        kf_target_scope,
        is_gender_divided,
        is_catalogued
    from indicators
)

select * from dim_indicator
