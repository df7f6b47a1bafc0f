with source as (
    select * from {{ ref('subject_aliases') }}
),

stg_subject_alias as (
    select
        printed_name,
        {{ area_key('printed_name') }} as area_key,
        subject_id,
        nullif(part, '') as part
    from source
)

select * from stg_subject_alias
