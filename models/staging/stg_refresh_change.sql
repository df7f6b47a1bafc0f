with source as (
    select * from {{ source('raw', 'refresh_change') }}
),

stg_refresh_change as (
    select
        refresh_id,
        change,
        document_id,
        source_file,
        line_start,
        indicator_id,
        district_id,
        period_id,
        gender,
        measure,
        old_value,
        new_value
    from source
)

select * from stg_refresh_change
