with rejected_documents as (
    select * from {{ ref('stg_rejected_document') }}
),

quality_rejected_document as (
    select
        source_file || '/' || left(md5(concat_ws('|', finding, cast(line_start as string), as_printed)), 12)
            as finding_id,
        finding,
        document_id,
        source_file,
        page,
        line_start,
        as_printed,
        max(rejected_at) as rejected_at
    from rejected_documents
    group by
        document_id,
        source_file,
        page,
        line_start,
        finding,
        as_printed
)

select * from quality_rejected_document
