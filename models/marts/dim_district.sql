with districts as (
    select * from {{ ref('districts') }}
),

dim_district as (
    select
        name,
        valid_from,
        valid_to,
        valid_to is null as is_current,
        district_id,
        current_district_id
    from districts
)

select * from dim_district
