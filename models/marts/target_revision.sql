-- Årsmål that a later report of the year states otherwise. A row that was read by means of another report's årsmål says
-- nothing about whether the two agree, so it is left out.
with reported_values as (
    select * from {{ ref('fct_reported_value') }}
    where
        measure = 'annual_target'
        and column_evidence <> 'ambiguous'
        and not is_withheld
        and kind <> 'text'
        and coalesce(settled_rules, '') not like '%annual_target%'
),

reports as (
    select * from {{ ref('reports') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

districts as (
    select * from {{ ref('dim_district') }}
),

ranked as (
    select
        *,
        coalesce(value, upper, lower) as target,
        -- words are compared by their kind, numbers by number and unit
        concat_ws(
            '/',
            kind,
            cast(value as varchar),
            cast(lower as varchar),
            cast(upper as varchar),
            case when coalesce(value, upper, lower) is not null then coalesce(unit, 'no unit') end
        ) as meaning,
        row_number() over (
            partition by indicator_id, district_id, year, report
            order by is_council_row, row_number, document_id
        ) as choice
    from reported_values
),

numbered as (
    select
        ranked.*,
        row_number() over (
            partition by ranked.indicator_id, ranked.district_id, ranked.year
            order by reports.place
        ) as place
    from ranked
    inner join reports
        on ranked.report = reports.report
    where ranked.choice = 1
),

target_revision as (
    select
        later.indicator_id,
        indicators.name as indicator,
        later.district_id,
        districts.name as district,
        later.year,
        earlier.report as earlier_report,
        later.report as later_report,
        earlier.target as earlier_target,
        later.target as later_target,
        earlier.unit as earlier_unit,
        later.unit as later_unit,
        earlier.as_printed as earlier_as_printed,
        later.as_printed as later_as_printed,
        case
            when
                earlier.kind = later.kind
                and {{ same_unit('earlier.unit', 'later.unit') }}
                then {{ difference('later.target', 'earlier.target') }}
        end as change,
        earlier.document_id as earlier_document_id,
        earlier.source_file as earlier_source_file,
        earlier.page as earlier_page,
        earlier.line_start as earlier_line_start,
        later.document_id as later_document_id,
        later.source_file as later_source_file,
        later.page as later_page,
        later.line_start as later_line_start
    from numbered as later
    inner join numbered as earlier
        on
            later.indicator_id = earlier.indicator_id
            and later.district_id = earlier.district_id
            and later.year = earlier.year
            and later.place = earlier.place + 1
    inner join indicators
        on later.indicator_id = indicators.indicator_id
    inner join districts
        on later.district_id = districts.district_id
    where later.meaning <> earlier.meaning
)

select * from target_revision
