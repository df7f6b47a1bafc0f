-- Every printed cell with what it is about, once as the row was read (reading 0) and, for an ambiguous row, once for
-- each reading. The period is the one that the figure is about, not that of the report which prints it.
with indicator_rows as (
    select * from {{ ref('int_indicator_row') }}
),

cells as (
    select
        document_id,
        row_number,
        0 as reading_number,
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
    select distinct cast(year as varchar) as period_text
    from indicator_rows
),

periods as (
    select
        period_text,
        {{ period_id('period_text') }} as period_id,
        {{ frequency('period_text') }} as frequency,
        {{ capture('period_text', '(?i)^t(?:ertial)? ?([1-3])') }} as tertial
    from period_texts
    where period_text is not null
),

with_texts as (
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
        indicator_rows.published_on,
        indicator_rows.indicator_id,
        indicator_rows.is_council_row,
        indicator_rows.goal_id,
        indicator_rows.column_evidence,
        indicator_rows.evidence,
        case cells.column_name
            when 'previous_outcome' then indicator_rows.previous_period_text
            when 'other_previous_outcome' then indicator_rows.other_previous_period_text
            when 'forecast' then cast(indicator_rows.year as varchar)
            when 'annual_target' then cast(indicator_rows.year as varchar)
            when 'kf_target' then cast(indicator_rows.year as varchar)
            else cells.period_text
        end as stated_period_text,
        cells.column_name in ('previous_outcome', 'other_previous_outcome') as is_previous_column,
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

with_period as (
    select
        with_texts.*,
        periods.period_id as stated_period_id,
        -- Where the cell names no period: the year before for a year-before column, else what the report is about.
        case
            when with_texts.column_name = 'previous_outcome' then cast(with_texts.year - 1 as varchar)
            when with_texts.column_name = 'other_previous_outcome'
                then cast(with_texts.year - 1 as varchar) || coalesce('-T' || periods.tertial, '')
            when with_texts.report in ('T1', 'T2') and coalesce(periods.frequency, 'tertial') = 'tertial'
                then cast(with_texts.year as varchar) || '-' || with_texts.report
            when periods.frequency = 'half_year' and with_texts.report in ('T1', 'T2')
                then cast(with_texts.year as varchar) || '-H1'
            else cast(with_texts.year as varchar)
        end as fallback_period_id
    from with_texts
    left join periods
        on with_texts.stated_period_text = periods.period_text
),

about as (
    select
        * exclude (stated_period_id, fallback_period_id),
        coalesce(stated_period_id, fallback_period_id) as period_id,
        stated_period_id is null as period_assumed
    from with_period
),

int_cell_candidate as (
    select
        *,
        -- Figures that must be equal wherever they are printed share a vintage: final outcomes of a year, outcomes of a
        -- tertial, targets of a year. A spring report's 0 for the year is no rival of the final outcome; what a report
        -- says of a year before its own is final, in whatever column.
        case
            when measure <> 'outcome' then 'any'
            when period_id like '%-%' then 'final'
            when is_previous_column then 'final'
            when period_id < cast(year as varchar) then 'final'
            when period_id = cast(year as varchar) and report = 'VB' then 'final'
            else report
        end as vintage
    from about
)

select * from int_cell_candidate
