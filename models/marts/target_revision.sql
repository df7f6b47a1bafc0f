-- Årsmål that a later report of the year states otherwise. A row that was read by means of another report's årsmål says
-- nothing about whether the two agree, so it is left out.
with cells as (
    select
        indicator_id,
        district_id,
        year,
        report,
        as_printed,
        kind,
        value,
        lower,
        upper,
        unit,
        document_id,
        source_file,
        page,
        line_start,
        is_council_row,
        row_number,
        is_certain,
        is_withheld,
        settled_rules
    from {{ ref('int_reported_cell') }}
    where measure = 'annual_target'
),

ranked as (
    select
        indicator_id,
        district_id,
        year,
        report,
        as_printed,
        kind,
        value,
        lower,
        upper,
        unit,
        document_id,
        source_file,
        page,
        line_start,
        row_number() over (
            partition by indicator_id, district_id, year, report
            order by is_council_row, row_number, document_id
        ) as choice
    from cells
    where
        is_certain
        and not is_withheld
        and kind <> 'text'
        and coalesce(settled_rules, '') not like '%annual_target%'
),

stated as (
    select
        indicator_id,
        district_id,
        year,
        report,
        as_printed,
        kind,
        coalesce(value, upper) as target,
        concat_ws(
            '/',
            kind,
            cast(value as varchar),
            cast(lower as varchar),
            cast(upper as varchar),
            case when kind in ('value', 'band', 'ceiling') then coalesce(unit, 'no unit') end
        ) as meaning,
        unit,
        document_id,
        source_file,
        page,
        line_start,
        {{ report_rank('report') }} as report_order
    from ranked
    where choice = 1
),

numbered as (
    select
        indicator_id,
        district_id,
        year,
        report,
        as_printed,
        kind,
        target,
        meaning,
        unit,
        document_id,
        source_file,
        page,
        line_start,
        row_number() over (partition by indicator_id, district_id, year order by report_order) as place
    from stated
),

indicators as (
    select
        indicator_id,
        name
    from {{ ref('dim_indicator') }}
),

districts as (
    select
        district_id,
        name
    from {{ ref('dim_district') }}
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

select
    indicator_id,
    indicator,
    district_id,
    district,
    year,
    earlier_report,
    later_report,
    earlier_target,
    later_target,
    earlier_unit,
    later_unit,
    earlier_as_printed,
    later_as_printed,
    change,
    earlier_document_id,
    earlier_source_file,
    earlier_page,
    earlier_line_start,
    later_document_id,
    later_source_file,
    later_page,
    later_line_start
from target_revision
