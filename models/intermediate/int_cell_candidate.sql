-- Every printed cell with what it is about, once as the row was read (reading 0) and, for an ambiguous row, once for
-- each reading. The period is the one that the figure is about, not that of the report which prints it.
with indicator_rows as {{ as_part_of_each_use() }} (
    select * from {{ ref('int_indicator_row') }}
),

cells as (
    select
        document_id,
        row_number,
        0 as reading_number,
        cast(null as integer) as row_readings,
        column_name,
        measure,
        gender,
        period_text,
        as_printed,
        plain_text,
        kind,
        value,
        lower,
        upper,
        printed_unit,
        decimals
    from {{ ref('stg_indicator_cell') }}
    union all
    select
        document_id,
        row_number,
        reading_number,
        row_readings,
        column_name,
        measure,
        gender,
        period_text,
        as_printed,
        plain_text,
        kind,
        value,
        lower,
        upper,
        printed_unit,
        decimals
    from {{ ref('stg_indicator_reading') }}
    where column_name is not null
),

units as (
    select * from {{ ref('units') }}
),

reports as (
    select * from {{ ref('reports') }}
),

period_parts as (
    select * from {{ ref('period_parts') }}
),

-- Whatever text may state a period, each worked on once.
period_texts as (
    select distinct period_text
    from cells
    union
    select distinct previous_period_text as period_text
    from indicator_rows
    union
    select distinct other_previous_period_text as period_text
    from indicator_rows
    union
    select distinct cast(year as string) as period_text
    from indicator_rows
),

periods as (
    {{ read_periods('period_texts', 'period_text') }}
),

-- The part of a year that a report means where it prints only how often a figure is measured: its own part (`Tertial`
-- in a tertialrapport), else the last one that has ended (`Halvår` in either tertialrapport is the first).
report_parts as (
    select
        reports.report,
        period_parts.kind as frequency,
        period_parts.part,
        row_number() over (
            partition by reports.report, period_parts.kind
            order by
                coalesce(period_parts.part = reports.period_part, false) desc,
                period_parts.first_month + period_parts.months - 1 <= cast(left(reports.as_of, 2) as integer) desc,
                case
                    when period_parts.first_month + period_parts.months - 1 <= cast(left(reports.as_of, 2) as integer)
                        then -period_parts.first_month
                    else period_parts.first_month
                end nulls last
        ) as choice
    from reports
    cross join period_parts
    where
        nullif(reports.period_part, '') is not null
        and period_parts.kind in ('tertial', 'half_year')
),

with_texts as {{ as_part_of_each_use() }} (
    select
        cells.*,
        indicator_rows.source_file,
        indicator_rows.page,
        indicator_rows.line_start,
        indicator_rows.line_end,
        indicator_rows.report_id,
        indicator_rows.district_id,
        indicator_rows.report,
        indicator_rows.year,
        indicator_rows.indicator_id,
        indicator_rows.is_council_row,
        indicator_rows.council_goal_title_folded,
        indicator_rows.goal_id,
        indicator_rows.column_evidence,
        case cells.column_name
            when 'previous_outcome' then indicator_rows.previous_period_text
            when 'other_previous_outcome' then indicator_rows.other_previous_period_text
            when 'forecast' then cast(indicator_rows.year as string)
            when 'annual_target' then cast(indicator_rows.year as string)
            when 'kf_target' then cast(indicator_rows.year as string)
            else cells.period_text
        end as stated_period_text,
        cells.column_name in ('previous_outcome', 'other_previous_outcome') as is_previous_column,
        indicator_rows.year
        - case when cells.column_name in ('previous_outcome', 'other_previous_outcome') then 1 else 0 end as about_year,
        coalesce(units.unit, cells.printed_unit) as stated_unit,
        units.unit_group as stated_unit_group
    from cells
    inner join indicator_rows
        on
            cells.document_id = indicator_rows.document_id
            and cells.row_number = indicator_rows.row_number
    left join units
        on lower(cells.printed_unit) = lower(units.printed_unit)
),

with_period as {{ as_part_of_each_use() }} (
    select
        with_texts.*,
        reports.is_final as is_final_report,
        periods.period_id as stated_period_id,
        -- Where the cell does not name a period with its year: the year before for a year-before column, else what the
        -- report is about. Words that name no known part of a year are a period of their own, never another one's.
        case
            when periods.words is not null
                then coalesce(periods.stated_year, cast(with_texts.about_year as string)) || '-' || periods.words
            when periods.is_year or with_texts.column_name = 'previous_outcome'
                then cast(with_texts.about_year as string)
            when periods.part is not null
                then cast(with_texts.about_year as string) || '-' || periods.part
            when with_texts.is_previous_column
                then cast(with_texts.about_year as string)
            when periods.period_text is null
                then cast(with_texts.about_year as string) || coalesce('-' || nullif(reports.period_part, ''), '')
            else cast(with_texts.about_year as string) || coalesce('-' || report_parts.part, '')
        end as fallback_period_id,
        periods.words is not null as is_period_of_words
    from with_texts
    inner join reports
        on with_texts.report = reports.report
    left join periods
        on with_texts.stated_period_text = periods.period_text
    left join report_parts
        on
            with_texts.report = report_parts.report
            and periods.is_measured_by = report_parts.frequency
            and report_parts.choice = 1
),

about as {{ as_part_of_each_use() }} (
    select
        *,
        coalesce(stated_period_id, fallback_period_id) as period_id,
        stated_period_id is null as period_assumed
    from with_period
),

-- Figures that must be equal wherever they are printed share a vintage: final outcomes of a year, outcomes of a
-- tertial, targets of a year. Of a year a VB has the final outcome, of its own year or of an earlier one, and so has a
-- year-before column. What a tertialrapport says of a year in its own column is not final: a spring's 0 for the year,
-- and an older survey's figure beside the column `VB 2021`.
with_vintage as {{ as_part_of_each_use() }} (
    select
        *,
        case
            when measure <> 'outcome' then 'any'
            when period_id like '%-%' then 'final'
            when is_previous_column then 'final'
            when is_final_report and period_id <= cast(year as string) then 'final'
            else report || ' ' || cast(year as string)
        end as vintage
    from about
),

-- Of all cells only those of ambiguous rows are compared with each other.
ambiguous_cells as {{ as_computed_once() }} (
    select * from with_vintage
    where column_evidence = 'ambiguous'
),

-- A cell that is the same in all readings of its row, text and period, is read, whichever of them holds.
agreed_cells as (
    select
        document_id,
        row_number,
        column_name
    from ambiguous_cells
    where reading_number > 0
    group by
        document_id,
        row_number,
        column_name
    having
        count(*) = max(row_readings)
        and count(distinct plain_text) = 1
        and count(distinct period_id) = 1
),

all_cells as (
    select
        *,
        false as is_agreed
    from with_vintage
    where column_evidence <> 'ambiguous'
    union all
    select
        ambiguous_cells.*,
        agreed_cells.document_id is not null as is_agreed
    from ambiguous_cells
    left join agreed_cells
        on
            ambiguous_cells.document_id = agreed_cells.document_id
            and ambiguous_cells.row_number = agreed_cells.row_number
            and ambiguous_cells.column_name = agreed_cells.column_name
),

int_cell_candidate as (
    select
        document_id,
        row_number,
        reading_number,
        column_name,
        measure,
        gender,
        as_printed,
        kind,
        value,
        lower,
        upper,
        decimals,
        source_file,
        page,
        line_start,
        line_end,
        report_id,
        district_id,
        report,
        year,
        indicator_id,
        is_council_row,
        council_goal_title_folded,
        goal_id,
        column_evidence,
        stated_period_text,
        is_previous_column,
        stated_unit,
        stated_unit_group,
        is_period_of_words,
        period_id,
        period_assumed,
        vintage,
        is_agreed
    from all_cells
)

select * from int_cell_candidate
