with source as (
    select * from {{ source('raw', 'document_finding') }}
),

stg_document_finding as (
    select
        document_id,
        source_file,
        page,
        line_start,
        finding,
        as_printed,
        other_document_id,
        other_source_file,
        other_page,
        other_line_start,
        other_as_printed
    from source
)

select * from stg_document_finding
