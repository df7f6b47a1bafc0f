with source as (
    select * from {{ source('raw', 'document') }}
),

stg_document as (
    select
        -- keys
        document_id,
        report_id,
        district_id,
        superseded_by,

        -- what it is
        source_file,
        report,
        cast(year as integer) as year,
        title,
        publisher,
        url,
        published_on,
        original_sha256,
        status,
        size_bytes,
        pages,

        -- what the text itself says
        detected_district_id,
        detected_report,
        cast(detected_year as integer) as detected_year,

        -- when
        read_at
    from source
)

select * from stg_document
