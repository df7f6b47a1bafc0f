with source as (
    select * from {{ ref('insats_aliases') }}
),

stg_insats_alias as (
    select
        area,
        coalesce(part, '') as part,
        coalesce({{ area_key('parent_label') }}, '') as parent_key,
        {{ insats_key('printed_name') }} as insats_key,
        parent_label,
        printed_name,
        insats_id,
        unit
    from source
)

select * from stg_insats_alias
