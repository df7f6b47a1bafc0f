with subjects as (
    select * from {{ ref('subjects') }}
),

dim_subject as (
    select
        subject_id,
        name,
        sort_order
    from subjects
)

select * from dim_subject
