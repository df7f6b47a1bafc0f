with source as (
    select * from {{ ref('indicator_aliases') }}
),

stg_indicator_alias as (
    select
        printed_name,
        {{ fold('printed_name') }} as name_folded,
        indicator_id
    from source
)

select * from stg_indicator_alias
