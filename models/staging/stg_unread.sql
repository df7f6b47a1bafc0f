with source as (
    select * from {{ source('raw', 'unread') }}
),

stg_unread as (
    select
        document_id,
        source_file,
        page,
        line_start,
        line_end,
        kind,
        may_hold_row,
        as_printed,
        reason
    from source
)

select * from stg_unread
