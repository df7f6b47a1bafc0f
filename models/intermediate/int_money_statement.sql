-- What running text states of the deviation of an area, beside what the report's tables print of it. A statement that
-- no deviation of the area or of a part of it bears out, printed or following from budget and outcome of one row,
-- contradicts the table. Where it is not said of the same thing (before transfers, where the table prints what is after
-- them) nothing is compared.
with statements as (
    select * from {{ ref('stg_money_statement') }}
),

documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

aliases as (
    select * from {{ ref('stg_subject_alias') }}
),

money as (
    select * from {{ ref('int_money') }}
    where
        level in ('council', 'area', 'part')
        and side = 'net'
        and year = report_year
        and report <> 'VP'
),

placed as (
    select
        statements.*,
        case
            when statements.about = 'council' then 'hela-namnden'
            else coalesce(aliases.subject_id, {{ slug('statements.area_name') }})
        end as area,
        aliases.part
    from statements
    inner join documents
        on statements.document_id = documents.document_id
    left join aliases
        on
            statements.about = 'area'
            and {{ area_key('statements.area_name') }} = aliases.area_key
),

-- Budget minus outcome or forecast, row by row; a row may hold both, and several of each.
computed as (
    select
        planned.document_id,
        planned.table_number,
        planned.row_number,
        planned.area,
        planned.period,
        round(planned.amount - spent.amount, 6) as amount
    from money as planned
    inner join money as spent
        on
            planned.document_id = spent.document_id
            and planned.table_number = spent.table_number
            and planned.row_number = spent.row_number
            and planned.period = spent.period
    where
        planned.measure in ('budget', 'adjusted_budget')
        and spent.measure in ('outcome', 'forecast')
),

-- Some tables print outcome minus budget: a column's rows tell, where they have both.
column_signs as (
    select
        printed.document_id,
        printed.table_number,
        printed.column_number,
        bool_or(abs(printed.amount - computed.amount) <= {{ rounding_of_deviations() }}) as has_own_sign,
        bool_or(abs(printed.amount + computed.amount) <= {{ rounding_of_deviations() }}) as has_other_sign
    from money as printed
    inner join computed
        on
            printed.document_id = computed.document_id
            and printed.table_number = computed.table_number
            and printed.row_number = computed.row_number
            and printed.period = computed.period
    where
        printed.measure = 'deviation'
        and abs(printed.amount) > {{ rounding_of_deviations() }}
    group by
        printed.document_id,
        printed.table_number,
        printed.column_number
),

with_budgets as (
    select
        money.document_id,
        money.reported_money_id,
        money.measure,
        money.table_kind,
        money.table_number,
        money.row_number,
        money.column_number,
        money.area,
        money.part,
        money.transfers,
        money.is_part_of_year,
        coalesce(column_signs.has_own_sign <> column_signs.has_other_sign, false) as is_sign_told,
        case
            when column_signs.has_other_sign and not column_signs.has_own_sign then -money.amount
            else money.amount
        end as amount,
        max(case when money.measure in ('budget', 'adjusted_budget') then money.amount end) over (
            partition by money.document_id, money.table_number, money.row_number
        ) as budget
    from money
    left join column_signs
        on
            money.document_id = column_signs.document_id
            and money.table_number = column_signs.table_number
            and money.column_number = column_signs.column_number
),

-- After the window, which looks at the budget of the same row
printed as (
    select * from with_budgets
    where measure = 'deviation'
),

bearing_out as (
    select
        document_id,
        area,
        amount,
        is_sign_told
    from printed
    union all
    select
        document_id,
        area,
        amount,
        true as is_sign_told
    from computed
),

borne_out as (
    select distinct
        placed.document_id,
        placed.statement_number
    from placed
    inner join bearing_out
        on
            placed.document_id = bearing_out.document_id
            and placed.area = bearing_out.area
    where
        case
            when placed.is_sign_told and bearing_out.is_sign_told then abs(placed.amount - bearing_out.amount)
            else abs(abs(placed.amount) - abs(bearing_out.amount))
        end <= placed.rounding + {{ rounding_of_figures() }} + 0.000001
),

compared as (
    select
        placed.document_id,
        placed.statement_number,
        printed.reported_money_id,
        row_number() over (
            partition by placed.document_id, placed.statement_number
            order by
                printed.table_kind asc nulls last,
                printed.table_number asc nulls last,
                printed.row_number desc,
                printed.column_number asc nulls last
        ) as choice
    from placed
    inner join printed
        on
            placed.document_id = printed.document_id
            and placed.area = printed.area
            and placed.part is not distinct from printed.part
            and coalesce(placed.transfers = printed.transfers, true)
    where
        -- What a tertial has booked bears a sentence out, but that may be about the year
        not printed.is_part_of_year
        -- An area whose deviation is a hundredth of its budget is called in balance by some
        and (placed.amount <> 0 or abs(printed.amount) > coalesce(printed.budget, 0) / 100)
),

int_money_statement as (
    select
        placed.document_id,
        placed.statement_number,
        placed.source_file,
        placed.page,
        placed.line_start,
        placed.line_end,
        placed.area,
        placed.part,
        placed.transfers,
        placed.as_printed,
        placed.amount,
        placed.rounding,
        compared.reported_money_id,
        case
            when borne_out.document_id is not null then 'agrees'
            when compared.document_id is not null then 'contradicts'
            else 'not_compared'
        end as verdict
    from placed
    left join borne_out
        on
            placed.document_id = borne_out.document_id
            and placed.statement_number = borne_out.statement_number
    left join compared
        on
            placed.document_id = compared.document_id
            and placed.statement_number = compared.statement_number
            and compared.choice = 1
)

select * from int_money_statement
