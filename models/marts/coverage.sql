-- Every report that a council existing at its date could have within the loaded years, and whether it is here.
with documents as (
    select
        document_id,
        source_file,
        district_id,
        report,
        year
    from {{ ref('stg_document') }}
    where status = 'leading'
),

districts as (
    select
        district_id,
        valid_from,
        valid_to
    from {{ ref('districts') }}
),

indicator_rows as (
    select
        document_id,
        row_number,
        column_evidence
    from {{ ref('int_indicator_row') }}
),

choices as (
    select
        document_id,
        row_number
    from {{ ref('int_reading_choice') }}
),

reports as (
    select
        'VP' as report,
        '-01-01' as day_of_year
    union all
    select
        'T1' as report,
        '-04-30' as day_of_year
    union all
    select
        'T2' as report,
        '-08-31' as day_of_year
    union all
    select
        'VB' as report,
        '-12-31' as day_of_year
),

span as (
    select
        min(year) as first_year,
        max(year) as last_year
    from documents
),

years as (
    select cast(unnest(generate_series(first_year, last_year)) as integer) as year
    from span
),

expected as (
    select
        districts.district_id,
        years.year,
        reports.report
    from districts
    cross join years
    cross join reports
    where
        cast(cast(years.year as varchar) || reports.day_of_year as date)
        between districts.valid_from and coalesce(districts.valid_to, date '9999-12-31')
),

row_counts as (
    select
        indicator_rows.document_id,
        count(*) as rows,
        count(case when indicator_rows.column_evidence = 'ambiguous' and choices.document_id is null then 1 end)
            as ambiguous_rows
    from indicator_rows
    left join choices
        on
            indicator_rows.document_id = choices.document_id
            and indicator_rows.row_number = choices.row_number
    group by indicator_rows.document_id
),

unread_counts as (
    select
        document_id,
        count(*) as unread_places
    from {{ ref('quality_unread') }}
    where may_hold_row
    group by document_id
),

loaded as (
    select
        documents.district_id,
        documents.year,
        documents.report,
        documents.document_id,
        documents.source_file,
        coalesce(row_counts.rows, 0) as rows,
        coalesce(row_counts.ambiguous_rows, 0) as ambiguous_rows,
        coalesce(unread_counts.unread_places, 0) as unread_places
    from documents
    left join row_counts
        on documents.document_id = row_counts.document_id
    left join unread_counts
        on documents.document_id = unread_counts.document_id
),

coverage as (
    select
        coalesce(loaded.district_id, expected.district_id) as district_id,
        coalesce(loaded.year, expected.year) as year,
        coalesce(loaded.report, expected.report) as report,
        loaded.document_id is not null as loaded,
        cast(coalesce(loaded.rows, 0) as integer) as rows,
        cast(coalesce(loaded.ambiguous_rows, 0) as integer) as ambiguous_rows,
        cast(coalesce(loaded.unread_places, 0) as integer) as unread_places,
        expected.district_id is not null as is_expected,
        loaded.document_id,
        loaded.source_file
    from expected
    full outer join loaded
        on
            expected.district_id = loaded.district_id
            and expected.year = loaded.year
            and expected.report = loaded.report
)

select
    district_id,
    year,
    report,
    loaded,
    rows,
    ambiguous_rows,
    unread_places,
    is_expected,
    document_id,
    source_file
from coverage
