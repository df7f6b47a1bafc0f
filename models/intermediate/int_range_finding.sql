-- Single cells or documents that look wrong or were not fully understood. They stop nothing.
with cells as (
    select
        *,
        is_certain and not is_withheld as is_trusted
    from {{ ref('int_reported_cell') }}
),

indicators as (
    select * from {{ ref('int_indicator') }}
),

documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

districts as (
    select * from {{ ref('districts') }}
),

goal_sets as (
    select * from {{ ref('int_document_goal_set') }}
),

activities as (
    select * from {{ ref('int_activity') }}
),

-- domain.md 3: percentages lie in 0-100 unless the indicator is a band or a change.
shares as (
    select
        cells.*,
        'share_out_of_range' as finding,
        'a percentage outside 0-100' as explanation
    from cells
    inner join indicators
        on cells.indicator_id = indicators.indicator_id
    where
        cells.is_trusted
        and cells.kind = 'value'
        and cells.unit = '%'
        and indicators.measure_kind = 'share'
        and indicators.desired_direction <> 'band'
        and (cells.value < 0 or cells.value > 100)
),

-- domain.md 3: men and women usually enclose the total, counts add up to it. Half of the last printed digit passes.
gendered as (
    select
        document_id,
        row_number,
        max(case when column_name = 'outcome' then value end) as total,
        max(case when column_name = 'outcome_men' then value end) as men,
        max(case when column_name = 'outcome_women' then value end) as women,
        max(case when column_name = 'outcome_men' then as_printed end) as men_as_printed,
        max(case when column_name = 'outcome_women' then as_printed end) as women_as_printed,
        0.5 * power(10, -min(decimals)) as tolerance
    from cells
    where
        is_trusted
        and kind = 'value'
        and column_name in ('outcome', 'outcome_men', 'outcome_women')
        and not {{ read_by('evidence', ['gender_sum', 'gender_pair']) }}
        and coalesce(settled_rules, '') not like '%outcome%'
    group by
        document_id,
        row_number
    having count(*) = 3
),

genders as (
    select
        cells.*,
        'gender_not_around_total' as finding,
        'men ' || gendered.men_as_printed || ', women ' || gendered.women_as_printed
        || case
            when abs(gendered.men + gendered.women - gendered.total) <= gendered.tolerance
                then ': parts that add up to the total, no rates of their own'
            else ': the total does not lie between them'
        end as explanation
    from cells
    inner join gendered
        on
            cells.document_id = gendered.document_id
            and cells.row_number = gendered.row_number
            and cells.column_name = 'outcome'
    where
        gendered.total not between least(gendered.men, gendered.women) - gendered.tolerance
        and greatest(gendered.men, gendered.women) + gendered.tolerance
        and not (
            cells.unit is distinct from '%'
            and abs(gendered.men + gendered.women - gendered.total) <= gendered.tolerance
        )
),

other_units as (
    select
        cells.*,
        'unit_differs_from_catalogue' as finding,
        'the catalogue says ' || cells.catalogue_unit as explanation
    from cells
    where
        cells.is_trusted
        and cells.unit <> cells.catalogue_unit
),

unknown_units as (
    select
        cells.*,
        'unit_not_known' as finding,
        'the unit ' || cells.stated_unit || ' is not in seeds/lexicon/units.csv' as explanation
    from cells
    where
        cells.is_trusted
        and cells.stated_unit is not null
        and cells.stated_unit_group is null
),

texts as (
    select
        cells.*,
        'text_not_understood' as finding,
        'neither a number nor one of the known words' as explanation
    from cells
    where cells.kind = 'text'
),

assumed_periods as (
    select
        cells.*,
        'period_not_stated' as finding,
        'the period is taken to be ' || cells.period_id
        || '; printed: ' || coalesce(cells.stated_period_text, 'nothing') as explanation
    from cells
    where
        cells.is_certain
        and cells.period_assumed
        and not cells.is_period_of_words
),

-- `Kvartal`, `Delår 2021`, words that the lexicon does not have: the figure stands under a period of their own.
unknown_periods as (
    select
        cells.*,
        'period_not_known' as finding,
        'the words ' || cells.stated_period_text || ' name no known part of a year: the figure stands under '
        || cells.period_id || ', and in no other period' as explanation
    from cells
    where
        cells.is_certain
        and cells.is_period_of_words
),

withheld as (
    select
        cells.*,
        'value_withheld' as finding,
        cells.correction_reason as explanation
    from cells
    where cells.is_withheld
),

cell_findings as (
    select * from shares
    union all
    select * from genders
    union all
    select * from other_units
    union all
    select * from unknown_units
    union all
    select * from texts
    union all
    select * from assumed_periods
    union all
    select * from unknown_periods
    union all
    select * from withheld
),

document_findings as (
    select
        documents.document_id,
        documents.source_file,
        documents.district_id,
        documents.report_id as as_printed,
        'council_outside_validity' as finding,
        districts.name || ' existed from ' || cast(districts.valid_from as varchar)
        || coalesce(' to ' || cast(districts.valid_to as varchar), '') as explanation
    from documents
    inner join districts
        on documents.district_id = districts.district_id
    where
        documents.dated_on not between districts.valid_from and coalesce(districts.valid_to, date '9999-12-31')
    union all
    select
        documents.document_id,
        documents.source_file,
        documents.district_id,
        goal_sets.goal_set as as_printed,
        'goal_set_not_known' as finding,
        'the titles of its inriktningsmål match no goal set in seeds/goal_sets.csv' as explanation
    from documents
    inner join goal_sets
        on documents.document_id = goal_sets.document_id
    where not goal_sets.is_known
),

-- Dates are published as printed; days is null where they count backwards.
activity_findings as (
    select
        reported_activity_id,
        document_id,
        source_file,
        page,
        line_start,
        line_end,
        district_id,
        period_id,
        'activity_ends_before_it_starts' as finding,
        activity as explanation,
        cast(start_date as varchar) || ' ' || cast(end_date as varchar) as as_printed
    from activities
    where end_date < start_date
),

int_range_finding as (
    select
        finding || '/' || reported_value_id as finding_id,
        finding,
        explanation,
        document_id,
        source_file,
        page,
        line_start,
        line_end,
        as_printed,
        column_name,
        indicator_id,
        district_id,
        period_id
    from cell_findings
    union all
    select
        finding || '/' || document_id as finding_id,
        finding,
        explanation,
        document_id,
        source_file,
        cast(null as integer) as page,
        cast(null as integer) as line_start,
        cast(null as integer) as line_end,
        as_printed,
        cast(null as varchar) as column_name,
        cast(null as varchar) as indicator_id,
        district_id,
        cast(null as varchar) as period_id
    from document_findings
    union all
    select
        finding || '/' || reported_activity_id as finding_id,
        finding,
        explanation,
        document_id,
        source_file,
        page,
        line_start,
        line_end,
        as_printed,
        'end_date' as column_name,
        cast(null as varchar) as indicator_id,
        district_id,
        period_id
    from activity_findings
)

select * from int_range_finding
