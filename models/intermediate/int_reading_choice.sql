-- The one reading of an ambiguous row that something outside its document leaves: the corrections ledger, else the same
-- figure in other documents. Another document speaks only through its certain rows, so nothing rests on a guess, and
-- what was used is named in settled_by and, by measure, in settled_rules: a consistency test never judges a row by the
-- rule by which it was read.
with candidates as {{ as_part_of_each_use() }} (
    select * from {{ ref('int_cell_candidate') }}
),

corrections as (
    select * from {{ ref('int_correction') }}
),

readings as (
    select distinct
        document_id,
        row_number,
        reading_number
    from {{ ref('stg_indicator_reading') }}
),

-- A figure that must be the same wherever it is printed: KF's target over all councils, the others over the reports of
-- one council. Of an ambiguous row the readings are asked, not the row as it was read.
owned as {{ as_part_of_each_use() }} (
    select
        *,
        case when measure = 'kf_target' then 'every council' else district_id end as figure_owner
    from candidates
    where
        column_evidence <> 'ambiguous'
        or reading_number > 0
),

-- Of the other rows only those can be witnesses that state a figure on which the readings of a row differ: what is the
-- same in all of them lets none of them fall.
asked as (
    select distinct
        measure,
        indicator_id,
        figure_owner,
        coalesce(period_id, '') as period_id,
        gender
    from owned
    where
        column_evidence = 'ambiguous'
        and not is_agreed
),

-- KF-level rows and nämndmål rows of one indicator do not speak for each other.
figures as (
    select
        owned.*,
        concat_ws(
            '/',
            owned.measure,
            owned.indicator_id,
            owned.figure_owner,
            owned.period_id,
            owned.gender,
            owned.vintage,
            case when owned.is_council_row then 'council row' else 'kf row' end
        ) as figure_key,
        concat_ws(
            ' to ',
            {{ number_text('coalesce(owned.value, owned.lower)') }},
            {{ number_text('owned.upper') }}
        ) as figure
    from owned
    inner join asked
        on
            owned.measure = asked.measure
            and owned.indicator_id = asked.indicator_id
            and owned.figure_owner = asked.figure_owner
            and coalesce(owned.period_id, '') = asked.period_id
            and owned.gender = asked.gender
    where {{ is_number('owned.kind') }}
),

known_figures as (
    select
        figure_key,
        min(figure) as figure
    from figures
    where column_evidence <> 'ambiguous'
    group by figure_key
    having min(figure) = max(figure)
),

sources as (
    select
        figure_key,
        document_id,
        min(source_file || ':' || cast(line_start as string)) as place
    from figures
    where column_evidence <> 'ambiguous'
    group by
        figure_key,
        document_id
),

-- What other documents say of a cell that some reading of the row holds.
support as (
    select distinct
        figures.document_id,
        figures.row_number,
        figures.reading_number,
        figures.measure,
        figures.figure_key
    from figures
    inner join known_figures
        on
            figures.figure_key = known_figures.figure_key
            and figures.figure = known_figures.figure
    where
        figures.column_evidence = 'ambiguous'
        and exists (
            select 1
            from sources
            where
                sources.figure_key = figures.figure_key
                and sources.document_id <> figures.document_id
        )
),

deciding_keys as (
    select distinct
        document_id,
        row_number,
        measure,
        figure_key
    from support
),

-- A reading falls when a figure that another reading finds confirmed is missing or different in it.
fallen as (
    select
        readings.document_id,
        readings.row_number,
        readings.reading_number,
        deciding_keys.measure,
        deciding_keys.figure_key
    from readings
    inner join deciding_keys
        on
            readings.document_id = deciding_keys.document_id
            and readings.row_number = deciding_keys.row_number
    left join support
        on
            readings.document_id = support.document_id
            and readings.row_number = support.row_number
            and readings.reading_number = support.reading_number
            and deciding_keys.figure_key = support.figure_key
    where support.reading_number is null
),

remaining as (
    select
        readings.document_id,
        readings.row_number,
        count(distinct readings.reading_number) - count(distinct fallen.reading_number) as remaining_readings,
        min(case when fallen.reading_number is null then readings.reading_number end) as chosen_reading
    from readings
    left join fallen
        on
            readings.document_id = fallen.document_id
            and readings.row_number = fallen.row_number
            and readings.reading_number = fallen.reading_number
    group by
        readings.document_id,
        readings.row_number
),

-- A row of many readings loses several of them by one figure.
decisive_figures as (
    select distinct
        document_id,
        row_number,
        measure,
        figure_key
    from fallen
),

reasons as (
    select
        decisive_figures.document_id,
        decisive_figures.row_number,
        {{ joined_distinct('sources.place', ', ') }} as settled_by
    from decisive_figures
    inner join sources
        on
            decisive_figures.figure_key = sources.figure_key
            and decisive_figures.document_id <> sources.document_id
    group by
        decisive_figures.document_id,
        decisive_figures.row_number
),

rules as (
    select
        document_id,
        row_number,
        {{ joined_distinct('measure', ', ') }} as settled_rules
    from decisive_figures
    group by
        document_id,
        row_number
),

corrected as (
    select
        document_id,
        row_number,
        min(chosen_reading) as chosen_reading,
        {{ joined_distinct('reason', '; ') }} as reason,
        {{ joined_distinct("ledger || ', from ' || decided_from", '; ') }}
            as source
    from corrections
    where
        is_applied
        and is_ambiguous
    group by
        document_id,
        row_number
),

settled as (
    select
        remaining.document_id,
        remaining.row_number,
        remaining.chosen_reading,
        reasons.settled_by,
        rules.settled_rules
    from remaining
    inner join reasons
        on
            remaining.document_id = reasons.document_id
            and remaining.row_number = reasons.row_number
    inner join rules
        on
            remaining.document_id = rules.document_id
            and remaining.row_number = rules.row_number
    where remaining.remaining_readings = 1
),

int_reading_choice as (
    select
        document_id,
        row_number,
        chosen_reading,
        'corrected' as column_evidence,
        cast(null as string) as settled_by,
        cast(null as string) as settled_rules,
        reason as correction_reason,
        source as correction_source
    from corrected
    union all
    select
        settled.document_id,
        settled.row_number,
        settled.chosen_reading,
        'settled' as column_evidence,
        settled.settled_by,
        settled.settled_rules,
        cast(null as string) as correction_reason,
        cast(null as string) as correction_source
    from settled
    left join corrected
        on
            settled.document_id = corrected.document_id
            and settled.row_number = corrected.row_number
    where corrected.document_id is null
)

select * from int_reading_choice
