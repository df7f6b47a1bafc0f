-- Structural: each printed cell of a leading document's money tables stands in fct_reported_money exactly once, and
-- unchanged. For whoever changes a model; it reads the raw table, so that no model vouches for itself.
with printed as (
    select
        cell.document_id,
        cell.source_file,
        cell.page,
        cell.line,
        cell.as_printed,
        count(*) as times
    from {{ source('raw', 'money_cell') }} as cell
    inner join {{ source('raw', 'document') }} as document
        on
            cell.document_id = document.document_id
            and document.status = 'leading'
    group by
        cell.document_id,
        cell.source_file,
        cell.page,
        cell.line,
        cell.as_printed
),

reported as (
    select
        document_id,
        line_start,
        as_printed,
        count(*) as times
    from {{ ref('fct_reported_money') }}
    group by
        document_id,
        line_start,
        as_printed
)

select
    coalesce(printed.document_id, reported.document_id) as document_id,
    printed.source_file,
    printed.page,
    coalesce(printed.line, reported.line_start) as line_start,
    coalesce(printed.as_printed, reported.as_printed) as as_printed,
    printed.times as times_printed,
    reported.times as times_reported
from printed
full outer join reported
    on
        printed.document_id = reported.document_id
        and printed.line = reported.line_start
        and printed.as_printed = reported.as_printed
where printed.times is distinct from reported.times
