with genders as (
    select
        gender,
        label_sv,
        sort_order
    from {{ ref('genders') }}
),

dim_gender as (
    select
        gender,
        label_sv,
        sort_order
    from genders
)

select
    gender,
    label_sv,
    sort_order
from dim_gender
