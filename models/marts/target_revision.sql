-- Årsmål that a later report of the year states otherwise, a row under KF's goal against such, a row under a nämndmål
-- against its like. A row that was read by means of another report's årsmål says nothing about whether the two agree,
-- so it is left out.
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

targets as (
    select
        *,
        coalesce(figure_value, figure_upper, figure_lower) as target,
        -- words are compared by their kind, numbers by number and unit
        concat_ws(
            '/',
            kind,
            {{ number_text('figure_value') }},
            {{ number_text('figure_lower') }},
            {{ number_text('figure_upper') }},
            case when {{ is_number('kind') }} then coalesce(figure_unit, 'no unit') end
        ) as meaning
    from reported_values
),

-- Few årsmål are ever revised: only those of which the reports say more than one thing are put in order.
revised as (
    select
        indicator_id,
        district_id,
        year,
        row_key
    from targets
    group by
        indicator_id,
        district_id,
        year,
        row_key
    having min(meaning) < max(meaning)
),

ranked as (
    select
        targets.*,
        row_number() over (
            partition by targets.indicator_id, targets.district_id, targets.year, targets.row_key, targets.report
            order by targets.row_number nulls last, targets.document_id nulls last
        ) as choice
    from targets
    inner join revised
        on
            targets.indicator_id = revised.indicator_id
            and targets.district_id = revised.district_id
            and targets.year = revised.year
            and targets.row_key = revised.row_key
),

numbered as (
    select
        ranked.*,
        row_number() over (
            partition by ranked.indicator_id, ranked.district_id, ranked.year, ranked.row_key
            order by reports.place nulls last
        ) as place
    from ranked
    inner join reports
        on ranked.report = reports.report
    where ranked.choice = 1
),

target_revision as (
    select
        indicators.name as indicator,
        districts.name as district,
        earlier.target as earlier_target,
        later.target as later_target,
        case
            when
                earlier.kind = later.kind
                and {{ same_unit('earlier.figure_unit', 'later.figure_unit') }}
                then {{ difference('later.target', 'earlier.target') }}
        end as change,
        earlier.report as earlier_report,
        later.report as later_report,
        later.year,
        earlier.figure_unit as earlier_unit,
        later.figure_unit as later_unit,
        earlier.as_printed as earlier_as_printed,
        later.as_printed as later_as_printed,
        indicators.subject,
        later.row_key,
        case
            when 'corrected' in (earlier.column_evidence, later.column_evidence) then 'corrected'
            else later.column_evidence
        end as column_evidence,
        later.indicator_id,
        later.district_id,
        indicators.subject_id,
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
            and later.row_key = earlier.row_key
            and later.place = earlier.place + 1
    inner join indicators
        on later.indicator_id = indicators.indicator_id
    inner join districts
        on later.district_id = districts.district_id
    where later.meaning <> earlier.meaning
)

select * from target_revision
