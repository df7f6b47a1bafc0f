with documents as (
    select * from {{ ref('stg_document') }}
),

indicator_rows as (
    select * from {{ ref('stg_indicator_row') }}
),

row_counts as (
    select
        document_id,
        cast(count(*) as integer) as rows
    from indicator_rows
    group by document_id
),

dim_document as (
    select
        documents.document_id,
        documents.source_file,
        documents.report_id,
        documents.district_id,
        documents.report,
        documents.year,
        documents.title,
        documents.publisher,
        documents.url,
        documents.published_on,
        documents.original_sha256,
        coalesce(row_counts.rows, 0) as rows,
        documents.status,
        documents.superseded_by,
        documents.size_bytes,
        documents.pages,
        documents.detected_district_id,
        documents.detected_report,
        documents.detected_year,
        documents.read_at
    from documents
    left join row_counts
        on documents.document_id = row_counts.document_id
)

select * from dim_document
