-- Places of the leading documents that were seen and not read, by the reader or by the count at the border.
with unread as (
    select * from {{ ref('stg_unread') }}
),

documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

districts as (
    select * from {{ ref('dim_district') }}
),

quality_unread as (
    select distinct
        'unread_' || unread.kind as finding,
        documents.source_file,
        unread.page,
        unread.line_start,
        unread.as_printed,
        unread.reason,
        unread.kind,
        unread.may_hold_row,
        districts.name as district,
        documents.report_id,
        concat_ws(
            '/',
            'unread_' || unread.kind,
            unread.document_id,
            cast(unread.line_start as string),
            left(md5(concat_ws('|', cast(unread.line_end as string), unread.as_printed, unread.reason)), 12)
        ) as finding_id,
        documents.district_id,
        unread.document_id,
        unread.line_end
    from unread
    inner join documents
        on unread.document_id = documents.document_id
    inner join districts
        on documents.district_id = districts.district_id
)

select * from quality_unread
