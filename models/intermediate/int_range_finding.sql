-- Single cells or documents that look wrong or were not fully understood. They stop nothing.
with cells as {{ as_part_of_each_use() }} (
    select
        *,
        coalesce(corrected_text, as_printed) as as_published,
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

indicator_rows as {{ as_part_of_each_use() }} (
    select * from {{ ref('int_indicator_row') }}
),

goal_subjects as (
    select * from {{ ref('goal_subjects') }}
    where only_these
),

-- domain.md 3: percentages lie in 0-100 unless the indicator is a band or a change.
shares as (
    select
        cells.*,
        'share_out_of_range' as finding,
        'a percentage outside 0-100' || {{ corrected_note('cells') }} as explanation
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
        max(case when column_name = 'outcome_men' then as_published end) as men_as_published,
        max(case when column_name = 'outcome_women' then as_published end) as women_as_published,
        min(decimals) as decimals
    from cells
    where
        is_trusted
        and kind = 'value'
        and column_name in ('outcome', 'outcome_men', 'outcome_women')
        and coalesce(settled_rules, '') not like '%outcome%'
    group by
        document_id,
        row_number
    having count(*) = 3
),

noted as (
    select
        gendered.*,
        {{ gender_note('gendered.total', 'gendered.men', 'gendered.women', 'gendered.decimals') }} as gender_note
    from gendered
    inner join indicator_rows
        on
            gendered.document_id = indicator_rows.document_id
            and gendered.row_number = indicator_rows.row_number
    where not {{ read_by('indicator_rows.evidence', ['gender_sum', 'gender_pair']) }}
),

-- Counts are parts of their total by nature.
genders as (
    select
        cells.*,
        'gender_not_around_total' as finding,
        'men ' || noted.men_as_published || ', women ' || noted.women_as_published || ': ' || noted.gender_note
        || {{ corrected_note('cells') }} as explanation
    from cells
    inner join noted
        on
            cells.document_id = noted.document_id
            and cells.row_number = noted.row_number
            and cells.column_name = 'outcome'
    where
        noted.gender_note is not null
        and not (cells.unit is distinct from '%' and noted.gender_note like '%add up%')
),

other_units as (
    select
        cells.*,
        'unit_differs_from_catalogue' as finding,
        'the catalogue says ' || indicators.unit
        || case
            when cells.figure_unit = indicators.unit
                then
                    ': compared as ' || {{ number_text('coalesce(cells.figure_value, cells.figure_upper)') }} || ' '
                    || indicators.unit
            else ''
        end
        || {{ corrected_note('cells') }} as explanation
    from cells
    inner join indicators
        on cells.indicator_id = indicators.indicator_id
    where
        cells.is_trusted
        and cells.unit <> indicators.unit
),

doubtful_units as (
    select
        cells.*,
        'unit_doubtful' as finding,
        'without a sign, beside percentages of another size: a percentage, or a part of one; it has no unit, and is '
        || 'compared with nothing' || {{ corrected_note('cells') }} as explanation
    from cells
    where
        cells.is_trusted
        and cells.is_unit_doubtful
),

unknown_units as (
    select
        cells.*,
        'unit_not_known' as finding,
        'the unit ' || cells.stated_unit || ' is not in seeds/lexicon/units.csv' as explanation
    from cells
    where
        cells.is_trusted
        and cells.is_unit_unknown
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
    select * from doubtful_units
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
        districts.name || ' existed from ' || cast(districts.valid_from as string)
        || coalesce(' to ' || cast(districts.valid_to as string), '') as explanation
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
        cast(start_date as string) || ' ' || cast(end_date as string) as as_printed
    from activities
    where end_date < start_date
),

rows_without_subject as (
    select
        indicator_rows.*,
        row_number() over (
            partition by indicator_rows.indicator_id
            order by
                indicator_rows.year desc,
                indicator_rows.document_id asc nulls last,
                indicator_rows.row_number asc nulls last
        ) as choice
    from indicator_rows
    inner join indicators
        on indicator_rows.indicator_id = indicators.indicator_id
    where indicators.subject_id is null
),

-- A name that says nothing of its subject, under the goal of another: two indicators, perhaps, under one name.
subject_findings as (
    select
        indicator_rows.document_id,
        indicator_rows.row_number,
        indicator_rows.source_file,
        indicator_rows.page,
        indicator_rows.line_start,
        indicator_rows.line_end,
        indicator_rows.indicator as as_printed,
        indicator_rows.indicator_id,
        indicator_rows.district_id,
        'subject_differs_from_goal' as finding,
        'the name leads to ' || indicator_rows.indicator_id || ' (' || min(indicators.subject)
        || '), and stands under the goal '
        || min(indicator_rows.area_goal) as explanation
    from indicator_rows
    inner join indicators
        on indicator_rows.indicator_id = indicators.indicator_id
    inner join goal_subjects
        on
            indicator_rows.goal_set = goal_subjects.goal_set
            and indicator_rows.area_goal_number = goal_subjects.number
    where
        indicators.subject_id is not null
        and indicators.subject_id not in ('namnd-och-forvaltningsadministration', 'ovrig-verksamhet')
    group by
        indicator_rows.document_id,
        indicator_rows.row_number,
        indicator_rows.source_file,
        indicator_rows.page,
        indicator_rows.line_start,
        indicator_rows.line_end,
        indicator_rows.indicator,
        indicator_rows.indicator_id,
        indicator_rows.district_id
    having max(case when indicators.subject_id = goal_subjects.subject_id then 1 else 0 end) = 0
    union all
    select
        document_id,
        row_number,
        source_file,
        page,
        line_start,
        line_end,
        indicator as as_printed,
        indicator_id,
        district_id,
        'subject_not_known' as finding,
        'seeds/indicator_subjects.csv has no line for ' || indicator_id as explanation
    from rows_without_subject
    where choice = 1
),

int_range_finding as (
    select
        finding || '/' || document_id || '/' || cast(row_number as string) as finding_id,
        finding,
        explanation,
        document_id,
        source_file,
        page,
        line_start,
        line_end,
        as_printed,
        as_printed as as_published,
        cast(null as string) as column_name,
        indicator_id,
        district_id,
        cast(null as string) as period_id
    from subject_findings
    union all
    select
        finding || '/' || {{ reported_value_id('cell_findings') }} as finding_id,
        finding,
        explanation,
        document_id,
        source_file,
        page,
        line_start,
        line_end,
        as_printed,
        as_published,
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
        as_printed as as_published,
        cast(null as string) as column_name,
        cast(null as string) as indicator_id,
        district_id,
        cast(null as string) as period_id
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
        as_printed as as_published,
        'end_date' as column_name,
        cast(null as string) as indicator_id,
        district_id,
        period_id
    from activity_findings
)

select * from int_range_finding
