with districts as (
    select * from {{ ref('districts') }}
),

dim_district as (
    select
        district_id,
        name,
        valid_from,
        valid_to,
        current_district_id,
        valid_to is null as is_current
    from districts
)

select * from dim_district
