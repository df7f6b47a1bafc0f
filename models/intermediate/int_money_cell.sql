-- What each printed figure of a money table is: measure, side, stage, year, period and unit, from the words of its
-- column, else of its row, else of its table. A cell whose column is not told has none of what a column says.
with cells as (
    select * from {{ ref('stg_money_cell') }}
),

tables as (
    select * from {{ ref('stg_money_table') }}
),

titles as (
    select * from {{ ref('stg_money_title') }}
),

printed_columns as (
    select
        document_id,
        table_number,
        {{ each_numbered('columns', 'column_number', 'title') }}
    from {{ source('raw', 'money_table') }}
),

period_parts as (
    select * from {{ ref('period_parts') }}
),

-- What is booked in a tertialrapport is booked from January to the end of the period that the report is about.
documents as (
    select
        documents.*,
        period_parts.first_month + period_parts.months - 1 as booked_until_month
    from {{ ref('stg_document') }} as documents
    left join period_parts
        on documents.period_id = cast(documents.year as string) || '-' || period_parts.part
    where documents.status = 'leading'
),

column_words as (
    select
        printed_columns.document_id,
        printed_columns.table_number,
        printed_columns.column_number,
        titles.measure,
        titles.side,
        titles.stage,
        titles.transfers,
        titles.unit,
        titles.is_of_period,
        -- `jan-dec` is the year
        case when titles.first_month <> 1 or titles.last_month <> 12 then titles.first_month end as first_month,
        case when titles.first_month <> 1 or titles.last_month <> 12 then titles.last_month end as last_month,
        titles.first_month = 1 and titles.last_month = 12 as is_of_whole_year,
        titles.year,
        titles.side is not null and titles.measure is null and titles.year is null as is_side_alone
    from printed_columns
    inner join titles
        on printed_columns.title = titles.title
),

-- `Kostnader`, `Intäkter`, `Netto VP 2024` are one budget in three columns: a column that names a side alone is about
-- what the next one to its right says.
following_columns as (
    select
        side_alone.document_id,
        side_alone.table_number,
        side_alone.column_number,
        min(telling.column_number) as telling_number
    from column_words as side_alone
    inner join column_words as telling
        on
            side_alone.document_id = telling.document_id
            and side_alone.table_number = telling.table_number
            and side_alone.column_number < telling.column_number
            and not telling.is_side_alone
    where side_alone.is_side_alone
    group by
        side_alone.document_id,
        side_alone.table_number,
        side_alone.column_number
),

columns_told as {{ as_part_of_each_use() }} (
    select
        column_words.document_id,
        column_words.table_number,
        column_words.column_number,
        column_words.side,
        column_words.unit,
        column_words.is_of_period or coalesce(telling.is_of_period, false) as is_of_period,
        coalesce(column_words.is_of_whole_year or telling.is_of_whole_year, false) as is_of_whole_year,
        coalesce(column_words.measure, telling.measure) as measure,
        coalesce(column_words.stage, telling.stage) as stage,
        coalesce(column_words.transfers, telling.transfers) as transfers,
        coalesce(column_words.first_month, telling.first_month) as first_month,
        coalesce(column_words.last_month, telling.last_month) as last_month,
        coalesce(column_words.year, telling.year) as year
    from column_words
    left join following_columns
        on
            column_words.document_id = following_columns.document_id
            and column_words.table_number = following_columns.table_number
            and column_words.column_number = following_columns.column_number
    -- Only a column with the word netto closes such a group: `Kostnader`, `Intäkter`, `Netto` alone tell no measure.
    left join column_words as telling
        on
            following_columns.document_id = telling.document_id
            and following_columns.table_number = telling.table_number
            and following_columns.telling_number = telling.column_number
            and telling.side = 'net'
),

-- A plan's overview of `Kostnader`, `Intäkter` and `Netto` is of its budget; of another report it may be of anything.
tables_with_measures as (
    select distinct
        document_id,
        table_number
    from columns_told
    where measure is not null
),

tables_with_years as (
    select distinct
        document_id,
        table_number
    from column_words
    where year is not null
),

told as (
    select
        cells.*,
        tables.kind as table_kind,
        tables.section,
        tables.area_heading,
        tables.caption,
        documents.district_id,
        documents.report,
        documents.report_place,
        documents.report_id,
        documents.year as report_year,
        columns_told.transfers,
        case
            when columns_told.first_month is not null then columns_told.first_month
            when columns_told.is_of_whole_year then null
            when
                (columns_told.measure = 'outcome' or columns_told.is_of_period)
                and coalesce(columns_told.year, documents.year) = documents.year
                and documents.booked_until_month is not null
                then 1
        end as first_month,
        coalesce(columns_told.last_month, documents.booked_until_month) as last_month,
        columns_told.is_of_period or columns_told.first_month < columns_told.last_month as is_of_several_months,
        columns_told.stage as column_stage,
        case
            when cells.column_number is null then null
            when columns_told.measure is null and tables.kind = 'volumes' then 'volume'
            when
                columns_told.side is not null
                and documents.report = 'VP'
                and tables.kind in ('budget_by_area', 'budget_of_area')
                and tables_with_measures.document_id is null
                then 'budget'
            else coalesce(columns_told.measure, 'other')
        end as measure,
        case
            when tables.kind not in ('volumes', 'personnel', 'result_units')
                then coalesce(columns_told.side, case when cells.column_number is not null then row_words.side end)
        end as side,
        -- `varav kvinnor` and `Ökning i %` beside columns with years are about one of those, and do not say which.
        case
            when cells.column_number is null then null
            when coalesce(columns_told.measure, 'other') = 'other' and tables_with_years.document_id is not null
                then columns_told.year
            else coalesce(columns_told.year, documents.year)
        end as year,
        case
            when cells.printed_unit is not null then cells.printed_unit
            when cells.column_number is null then null
            else coalesce(columns_told.unit, tables.unit, row_words.unit, caption_words.unit)
        end as unit
    from cells
    inner join tables
        on
            cells.document_id = tables.document_id
            and cells.table_number = tables.table_number
    inner join documents
        on cells.document_id = documents.document_id
    left join columns_told
        on
            cells.document_id = columns_told.document_id
            and cells.table_number = columns_told.table_number
            and cells.column_number = columns_told.column_number
    left join tables_with_measures
        on
            cells.document_id = tables_with_measures.document_id
            and cells.table_number = tables_with_measures.table_number
    left join tables_with_years
        on
            cells.document_id = tables_with_years.document_id
            and cells.table_number = tables_with_years.table_number
    left join titles as row_words
        on cells.row_label = row_words.title
    left join titles as caption_words
        on tables.caption = caption_words.title
),

-- Months tell what an outcome or a volume is about, several of them also what a budget is (`Budget jan-aug`); of a
-- forecast, and of a deviation from one (`Avvikelse april`), they tell when it was made.
spans as (
    select
        *,
        case
            when first_month is null then false
            when measure in ('outcome', 'volume') then true
            when measure in ('budget', 'adjusted_budget', 'deviation') then is_of_several_months
            else false
        end as is_part_of_year
    from told
),

periods as (
    select
        told.*,
        case
            when not told.is_part_of_year then cast(told.year as string)
            else cast(told.year as string) || '-' || coalesce(
                period_parts.part,
                'M' || lpad(cast(told.first_month as string), 2, '0')
                || '-M' || lpad(cast(told.last_month as string), 2, '0')
            )
        end as period
    from spans as told
    left join period_parts
        on
            told.first_month = period_parts.first_month
            and told.last_month - told.first_month + 1 = period_parts.months
),

int_money_cell as (
    select
        concat_ws(
            '/',
            document_id,
            cast(table_number as string),
            cast(row_number as string),
            cast(cell_number as string)
        ) as reported_money_id,
        document_id,
        table_number,
        row_number,
        cell_number,
        column_number,
        source_file,
        page,
        line as line_start,
        district_id,
        report,
        report_place,
        report_id,
        report_year,
        section,
        area_heading,
        caption,
        table_kind,
        row_label,
        parent_label,
        column_label,
        is_total,
        as_printed,
        kind,
        case when column_evidence <> 'ambiguous' then value end as value,
        unit,
        measure,
        side,
        transfers,
        year,
        period,
        is_part_of_year,
        case
            when measure is null or table_kind in ('volumes', 'personnel') then null
            when column_stage is not null then column_stage
            when measure in ('outcome', 'deviation') and not is_part_of_year and year < report_year then 'VB'
            when year = report_year and measure in ('budget', 'outcome', 'forecast', 'adjusted_budget', 'deviation')
                then report
        end as stage,
        column_evidence,
        evidence,
        readings,
        note
    from periods
)

select * from int_money_cell
