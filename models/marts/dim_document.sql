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

districts as (
    select * from {{ ref('dim_district') }}
),

dim_document as (
    select
        documents.source_file,
        districts.name as district,
        documents.report,
        documents.year,
        case when documents.kept_since is not null then 'kept' else documents.status end as status,
        coalesce(row_counts.rows, 0) as rows,
        documents.report_id,
        documents.title,
        documents.publisher,
        documents.published_on,
        documents.url,
        documents.pages,
        documents.size_bytes,
        documents.read_at,
        documents.retrieved_at,
        documents.kept_since,
        documents.kept_because,
        documents.detected_district_id,
        documents.detected_report,
        documents.detected_year,
        documents.original_sha256,
        documents.document_id,
        documents.district_id,
        documents.superseded_by
    from documents
    inner join districts
        on documents.district_id = districts.district_id
    left join row_counts
        on documents.document_id = row_counts.document_id
)

select * from dim_document
