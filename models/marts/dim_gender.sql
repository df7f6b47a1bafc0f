with genders as (
    select * from {{ ref('genders') }}
),

dim_gender as (
    select
        gender,
        label_sv,
        sort_order
    from genders
)

select * from dim_gender
