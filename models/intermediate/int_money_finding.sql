-- What is odd about printed figures of money. Nothing is corrected or withheld for it.
with money as {{ as_part_of_each_use() }} (
    select * from {{ ref('int_money') }}
),

cells as {{ as_part_of_each_use() }} (
    select * from {{ ref('int_money_cell') }}
),

volume_cells as (
    select * from {{ ref('int_volume_cell') }}
),

volumes as (
    select * from {{ ref('int_volume') }}
),

statements as (
    select * from {{ ref('int_money_statement') }}
    where verdict = 'contradicts'
),

-- The last printed sum is the whole: a first one may leave out the capital costs.
totals as (
    select
        *,
        row_number() over (
            partition by document_id, table_number, column_number
            order by row_number desc
        ) as choice
    from money
    where level = 'council'
),

area_sums as (
    select
        document_id,
        table_number,
        column_number,
        round(sum(amount), 6) as amount
    from money
    where
        table_kind = 'budget_by_area'
        and level = 'area'
    group by
        document_id,
        table_number,
        column_number
),

overview_sums as (
    select
        *,
        sum(case when level = 'area' then amount end) over (
            partition by document_id, table_number, column_number, area
        ) as amount_with_parts_beside
    from money
    where table_kind = 'budget_by_area'
),

deviations as (
    select * from money
    where measure = 'deviation'
),

pairs as (
    select
        'sum_differs' as finding,
        totals.reported_money_id,
        area_sums.amount as other_amount,
        cast(null as integer) as other_line_start,
        'the areas add up to another figure than the printed total' as explanation
    from totals
    inner join area_sums
        on
            totals.document_id = area_sums.document_id
            and totals.table_number = area_sums.table_number
            and totals.column_number = area_sums.column_number
    where
        totals.choice = 1
        and abs(round(totals.amount - area_sums.amount, 6)) > {{ rounding_of_sums() }}
    union all
    select
        'overview_differs_from_area_table' as finding,
        overview_sums.reported_money_id,
        area_table.amount as other_amount,
        area_table.line_start as other_line_start,
        'the table of the area prints another figure than the overview' as explanation
    from overview_sums
    inner join money as area_table
        on
            overview_sums.document_id = area_table.document_id
            and area_table.table_kind = 'budget_of_area'
            and overview_sums.area = area_table.area
            and overview_sums.part is not distinct from area_table.part
            and overview_sums.period = area_table.period
            and overview_sums.stage = area_table.stage
            and overview_sums.side = area_table.side
            and overview_sums.measure = area_table.measure
            and (
                overview_sums.transfers = area_table.transfers
                or (overview_sums.transfers = 'after' and area_table.transfers = 'not_stated')
            )
    where
        abs(round(overview_sums.amount - area_table.amount, 6)) > {{ rounding_of_figures() }}
        -- `Stadsmiljö drift`, `avskrivningar` and `ränta` are three rows of the overview and one sum of the table
        and abs(round(overview_sums.amount_with_parts_beside - area_table.amount, 6)) > {{ rounding_of_figures() }}
    union all
    -- Beside a first and a changed budget, an outcome before and after transfers, one pair that bears it out is enough.
    select
        'deviation_differs' as finding,
        deviations.reported_money_id,
        {{ value_at_min(
            'round(planned.amount - spent.amount, 6)',
            'abs(deviations.amount - planned.amount + spent.amount)'
        ) }} as other_amount,
        cast(null as integer) as other_line_start,
        'budget minus outcome or forecast in the same row is another figure than the printed deviation' as explanation
    from deviations
    inner join money as planned
        on
            deviations.document_id = planned.document_id
            and deviations.table_number = planned.table_number
            and deviations.row_number = planned.row_number
            and deviations.period = planned.period
            and planned.measure in ('budget', 'adjusted_budget')
            and planned.side = 'net'
    inner join money as spent
        on
            deviations.document_id = spent.document_id
            and deviations.table_number = spent.table_number
            and deviations.row_number = spent.row_number
            and deviations.period = spent.period
            and deviations.transfers = spent.transfers
            and spent.measure in ('outcome', 'forecast')
            and spent.side = 'net'
    group by deviations.reported_money_id
    having
        min(abs(round(deviations.amount - (planned.amount - spent.amount), 6))) > {{ rounding_of_deviations() }}
    union all
    select
        'prose_differs' as finding,
        reported_money_id,
        amount as other_amount,
        line_end as other_line_start,
        'the text of the report states another deviation (' || as_printed || ')' as explanation
    from statements
    union all
    select
        'name_without_area' as finding,
        {{ value_at_min('reported_money_id', 'column_number') }} as reported_money_id,
        cast(null as double) as other_amount,
        cast(null as integer) as other_line_start,
        'nobody has said which area the name means: seeds/subject_aliases.csv' as explanation
    from money
    where
        subject_id is null
        and level = 'area'
    group by
        document_id,
        table_number,
        row_number
    union all
    select
        'sign_turned' as finding,
        {{ value_at_min('reported_money_id', 'row_number * 100 + column_number') }} as reported_money_id,
        cast(null as double) as other_amount,
        cast(null as integer) as other_line_start,
        case
            when measure = 'deviation'
                then 'the table prints outcome minus budget; fct_money has budget minus outcome ('
            else 'the table prints income negative; fct_money has it positive ('
        end || cast(count(*) as string) || ' figures)' as explanation
    from money
    where
        is_sign_turned
        and amount <> 0
    group by
        document_id,
        table_number,
        measure = 'deviation'
    union all
    select
        'measure_not_told' as finding,
        {{ value_at_min('reported_money_id', 'row_number * 100 + column_number') }} as reported_money_id,
        cast(null as double) as other_amount,
        cast(null as integer) as other_line_start,
        'no column of the table says whether it is budget, forecast or outcome: fct_money has none of its figures'
            as explanation
    from cells
    where
        table_kind in ('budget_by_area', 'budget_of_area')
        and measure is not null
    group by
        document_id,
        table_number
    having bool_and(measure = 'other')
    union all
    select
        'unit_not_told' as finding,
        {{ value_at_min('reported_money_id', 'row_number * 100 + column_number') }} as reported_money_id,
        cast(null as double) as other_amount,
        cast(null as integer) as other_line_start,
        'nothing says whether the table is in mnkr, tkr or kronor: fct_money has none of its figures' as explanation
    from cells
    where
        table_kind in ('budget_by_area', 'budget_of_area', 'investments')
        and measure is not null
    group by
        document_id,
        table_number
    having not bool_or(coalesce(unit, '') in ('mnkr', 'tkr', 'kronor'))
    union all
    select
        'unknown_insats' as finding,
        {{ value_at_min('reported_money_id', 'column_number') }} as reported_money_id,
        cast(null as double) as other_amount,
        cast(null as integer) as other_line_start,
        'nobody has said which insats the name means below its heading: seeds/insats_aliases.csv' as explanation
    from volume_cells
    where insats_id is null
    group by
        document_id,
        table_number,
        row_number
    union all
    select
        'name_without_area' as finding,
        min(reported_money_id) as reported_money_id,
        cast(null as double) as other_amount,
        cast(null as integer) as other_line_start,
        'nobody has said which area the heading of the volumes means: seeds/subject_aliases.csv' as explanation
    from volume_cells
    where subject_id is null
    group by
        document_id,
        table_number
    union all
    select
        'volume_printed_twice' as finding,
        reported_money_id,
        cast(null as double) as other_amount,
        cast(null as integer) as other_line_start,
        'the report prints another figure of the same insats, period and measure: fct_volume has neither'
            as explanation
    from volumes
    where is_printed_twice
    union all
    -- `9825` where a year should stand, or a title that nobody knows
    select
        'volume_without_period' as finding,
        reported_money_id,
        cast(null as double) as other_amount,
        cast(null as integer) as other_line_start,
        'the title of the column tells no period of the figure: fct_volume has it not' as explanation
    from volume_cells
    where
        insats_id is not null
        and value is not null
        and not is_gender_off
        and (period is null or measure is null)
    union all
    select
        'genders_do_not_add_up' as finding,
        reported_money_id,
        cast(null as double) as other_amount,
        cast(null as integer) as other_line_start,
        'women and men do not add up to the figure that they stand behind: fct_volume has them not' as explanation
    from volume_cells
    where is_gender_off
),

int_money_finding as (
    select distinct
        pairs.finding,
        cells.source_file,
        cells.page,
        cells.line_start,
        cells.row_label,
        cells.column_label,
        cells.as_printed,
        money.amount,
        pairs.other_amount,
        pairs.other_line_start,
        pairs.explanation,
        pairs.finding || '/' || pairs.reported_money_id || coalesce('/' || cast(pairs.other_line_start as string), '')
            as finding_id,
        cells.reported_money_id,
        cells.district_id,
        cells.document_id
    from pairs
    inner join cells
        on pairs.reported_money_id = cells.reported_money_id
    left join money
        on pairs.reported_money_id = money.reported_money_id
)

select * from int_money_finding
