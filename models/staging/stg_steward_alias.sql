with source as (
    select * from {{ source('raw', 'steward_alias') }}
),

stg_steward_alias as (
    select
        printed_name,
        {{ fold('printed_name') }} as name_folded,
        indicator_id,
        line_number
    from source
)

select * from stg_steward_alias
