with source as (
    select * from {{ source('raw', 'indicator_suggestion') }}
),

stg_indicator_suggestion as (
    select
        printed_name,
        suggestions
    from source
)

select * from stg_indicator_suggestion
