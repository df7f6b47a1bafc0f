with source as (
    select * from {{ ref('insatser') }}
),

stg_insats as (
    select
        insats_id,
        name,
        nullif(subject_id, '') as subject_id,
        nullif(part, '') as part,
        is_sum,
        covers_area
    from source
)

select * from stg_insats
