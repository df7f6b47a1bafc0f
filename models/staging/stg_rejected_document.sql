with source as (
    select * from {{ source('raw', 'rejected_document') }}
),

stg_rejected_document as (
    select
        document_id,
        source_file,
        page,
        line_start,
        finding,
        as_printed,
        rejected_at
    from source
)

select * from stg_rejected_document
