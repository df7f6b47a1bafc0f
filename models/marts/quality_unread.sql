-- Places of the leading documents that were seen and not read, by the reader or by the count at the border.
with unread as (
    select * from {{ ref('stg_unread') }}
),

documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

quality_unread as (
    select distinct
        concat_ws(
            '/',
            'unread_' || unread.kind,
            unread.document_id,
            cast(unread.line_start as varchar),
            left(md5(concat_ws('|', cast(unread.line_end as varchar), unread.as_printed, unread.reason)), 12)
        ) as finding_id,
        'unread_' || unread.kind as finding,
        unread.document_id,
        documents.source_file,
        unread.page,
        unread.line_start,
        unread.line_end,
        unread.as_printed,
        unread.kind,
        unread.may_hold_row,
        unread.reason,
        documents.report_id,
        documents.district_id
    from unread
    inner join documents
        on unread.document_id = documents.document_id
)

select * from quality_unread
