-- One row per document.
select
    document_id,
    source_file,
    coalesce(report_id, document_id) as report_id,
    district_id,
    district,
    report,
    year,
    title,
    url,
    status,
    kept_because,
    pages,
    rows,
    published_on::varchar as published_on
from marts.dim_document
order by district, year, report, source_file
