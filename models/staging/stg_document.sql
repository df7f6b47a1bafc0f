with source as (
    select * from {{ source('raw', 'document') }}
),

reports as (
    select * from {{ ref('reports') }}
),

stg_document as (
    select
        -- keys
        source.document_id,
        source.report_id,
        source.district_id,
        source.superseded_by,

        -- what it is, its place in the order of the year's reports, and what it is about
        source.source_file,
        source.report,
        cast(source.year as integer) as year,
        reports.place as report_place,
        cast(cast(source.year as string) || '-' || reports.as_of as date) as dated_on,
        cast(source.year as string) || coalesce('-' || nullif(reports.period_part, ''), '') as period_id,
        source.title,
        source.publisher,
        source.url,
        source.published_on,
        source.original_sha256,
        source.status,
        source.kept_since,
        source.kept_because,
        source.size_bytes,
        source.pages,

        -- what the text itself says
        source.detected_district_id,
        source.detected_report,
        cast(source.detected_year as integer) as detected_year,

        -- when
        source.read_at,
        source.retrieved_at
    from source
    left join reports
        on source.report = reports.report
)

select * from stg_document
