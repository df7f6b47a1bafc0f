-- Every report that a council existing at its date could have within the loaded years, and whether it is here: what is
-- loaded comes first.
with documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

reports as (
    select * from {{ ref('reports') }}
),

districts as (
    select * from {{ ref('districts') }}
),

indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
),

choices as (
    select * from {{ ref('int_reading_choice') }}
),

unread as (
    select * from {{ ref('quality_unread') }}
),

span as (
    select
        min(year) as first_year,
        max(year) as last_year
    from documents
),

years as (
    select {{ each_number('first_year', 'last_year') }} as year
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
        cast(cast(years.year as string) || '-' || reports.as_of as date)
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
    from unread
    where may_hold_row
    group by document_id
),

coverage as (
    select
        districts.name as district,
        coalesce(documents.year, expected.year) as year,
        coalesce(documents.report, expected.report) as report,
        documents.document_id is not null as loaded,
        cast(coalesce(row_counts.rows, 0) as integer) as rows,
        cast(coalesce(row_counts.ambiguous_rows, 0) as integer) as ambiguous_rows,
        cast(coalesce(unread_counts.unread_places, 0) as integer) as unread_places,
        expected.district_id is not null as is_expected,
        documents.source_file,
        districts.district_id,
        documents.document_id
    from expected
    full outer join documents
        on
            expected.district_id = documents.district_id
            and expected.year = documents.year
            and expected.report = documents.report
    inner join districts
        on coalesce(documents.district_id, expected.district_id) = districts.district_id
    left join row_counts
        on documents.document_id = row_counts.document_id
    left join unread_counts
        on documents.document_id = unread_counts.document_id
)

select * from coverage
order by
    loaded desc,
    district asc nulls last,
    year asc nulls last,
    report asc nulls last
