-- Each printed figure of the driftbudget by area: whose it is, at which level, in mnkr and with one sign for all.
-- Overviews name the area in the row; tables of one area name it in the heading, and the side in the row or the column.
-- Rows of investments are activities: what they are about is theirs alone, and no part of the driftbudget.
with cells as {{ as_part_of_each_use() }} (
    select * from {{ ref('int_money_cell') }}
    where
        table_kind in ('budget_by_area', 'budget_of_area', 'investments')
        and kind = 'value'
        and value is not null
        and measure in ('budget', 'adjusted_budget', 'forecast', 'outcome', 'deviation')
        -- of investments the difference may be of any two of them: `Avvikelse mellan prognos T2 och bokslut`
        and (table_kind <> 'investments' or measure <> 'deviation')
        and unit in ('mnkr', 'tkr', 'kronor')
),

aliases as (
    select * from {{ ref('stg_subject_alias') }}
),

-- Some hundred labels repeat: each different one is folded once.
folded as (
    select
        label,
        {{ area_key('label') }} as area_key
    from (
        select row_label as label
        from cells
        union
        select parent_label as label
        from cells
        union
        select area_heading as label
        from cells
    ) as labels
),

-- `VP 2023` beside `Netto VP 2024` is net, as is each column of an overview that names no side; a table of one area
-- without any side (grants by unit) is none of the area's budget.
told_sides as (
    select
        document_id,
        table_number,
        bool_or(side is not null) as has_sides
    from cells
    group by
        document_id,
        table_number
),

named as (
    select
        cells.*,
        row_alias.subject_id as row_subject_id,
        row_alias.part as row_part,
        heading_alias.subject_id as heading_subject_id,
        heading_alias.part as heading_part,
        parent_alias.subject_id as parent_subject_id,
        told_sides.has_sides,
        row_folded.area_key as row_key,
        row_folded.area_key in ('kostnader', 'intäkter', 'netto', 'netto:', 'nettoexkl.kap.kostn:') as is_side_row
    from cells
    inner join told_sides
        on
            cells.document_id = told_sides.document_id
            and cells.table_number = told_sides.table_number
    left join folded as row_folded
        on cells.row_label = row_folded.label
    left join folded as parent_folded
        on cells.parent_label = parent_folded.label
    left join folded as heading_folded
        on cells.area_heading = heading_folded.label
    left join aliases as row_alias
        on row_folded.area_key = row_alias.area_key
    left join aliases as parent_alias
        on parent_folded.area_key = parent_alias.area_key
    left join aliases as heading_alias
        on heading_folded.area_key = heading_alias.area_key
),

levels as (
    select
        *,
        case
            when table_kind = 'investments' then case when not is_total then 'activity' end
            -- investments are no part of the driftbudget: `Investeringar totalt` closes an overview of both
            when row_key like 'investering%' or parent_subject_id = 'investeringar' then null
            when table_kind = 'budget_by_area' and is_total and row_subject_id is null then 'council'
            when table_kind = 'budget_by_area' and parent_label is null and not is_total then 'area'
            when table_kind = 'budget_by_area' and parent_subject_id = row_subject_id then 'part'
            when not has_sides then null
            when table_kind = 'budget_by_area' then null
            when is_side_row and not is_total and heading_subject_id is not null
                then case when heading_part is null then 'area' else 'part' end
            when is_side_row then null
            when row_part is null and row_subject_id is not null then 'area'
            when row_subject_id in (parent_subject_id, heading_subject_id) then 'part'
            when
                is_total
                and heading_subject_id is not null
                and heading_part is null
                and row_key in ('summa', 'totalt')
                then 'area'
        end as level
    from named
),

-- Rows below an area that name its parts without a `varav` are its parts where they add up to it, column by column;
-- where they do not, they stand beside it in the total (`Stadsmiljö`, `Stadsmiljö avskrivningar`).
sums_of_parts as (
    select
        document_id,
        table_number,
        column_number,
        row_subject_id,
        sum(case when row_part is null then value end) as whole,
        sum(case when row_part is not null then value end) as parts,
        max(case unit when 'tkr' then 0.001 when 'kronor' then 0.000001 else 1 end) as factor
    from levels
    where
        table_kind = 'budget_by_area'
        and level = 'area'
        and row_subject_id is not null
    group by
        document_id,
        table_number,
        column_number,
        row_subject_id
),

divided as (
    select
        document_id,
        table_number,
        row_subject_id
    from sums_of_parts
    where
        whole is not null
        and parts is not null
    group by
        document_id,
        table_number,
        row_subject_id
    having
        bool_and(abs(round((whole - parts) * factor, 6)) <= {{ rounding_of_sums() }})
        and max(abs(whole) * factor) > {{ rounding_of_sums() }}
),

leveled as {{ as_part_of_each_use() }} (
    select
        levels.* {{ but(['level']) }},
        case when divided.document_id is not null and levels.row_part is not null then 'part' else levels.level end
            as level
    from levels
    left join divided
        on
            levels.document_id = divided.document_id
            and levels.table_number = divided.table_number
            and levels.row_subject_id = divided.row_subject_id
            and levels.level = 'area'
),

placed as (
    select
        *,
        case
            when level = 'council' then null
            when level = 'activity' then 'investeringar'
            when row_subject_id is not null then row_subject_id
            when table_kind = 'budget_of_area' then heading_subject_id
        end as subject_id,
        case
            when level = 'council' then null
            when level = 'activity' then concat_ws('/', {{ slug('parent_label') }}, {{ slug('row_label') }})
            when row_subject_id is not null then row_part
            when table_kind = 'budget_of_area' then heading_part
        end as part,
        case
            when level = 'council' then 'hela-namnden'
            when level = 'activity' then 'investeringar'
            when row_subject_id is not null then row_subject_id
            when table_kind = 'budget_of_area' then heading_subject_id
            else {{ slug('row_label') }}
        end as area,
        coalesce(side, 'net') as stated_side,
        side is null as is_side_assumed,
        case unit when 'tkr' then 0.001 when 'kronor' then 0.000001 else 1 end as factor
    from leveled
    where level is not null
),

-- Some reports print outcome minus budget: the rows of the column tell, where it has both figures.
deviation_signs as (
    select
        printed.document_id,
        printed.table_number,
        printed.column_number,
        count(
            case
                when
                    abs(printed.value + planned.value - spent.value) * printed.factor <= {{ rounding_of_deviations() }}
                    then 1
            end
        ) > 1
        and count(
            case
                when
                    abs(printed.value - planned.value + spent.value) * printed.factor <= {{ rounding_of_deviations() }}
                    then 1
            end
        ) = 0 as is_turned
    from placed as printed
    inner join placed as planned
        on
            printed.document_id = planned.document_id
            and printed.table_number = planned.table_number
            and printed.row_number = planned.row_number
            and printed.period = planned.period
            and planned.measure in ('budget', 'adjusted_budget')
            and planned.stated_side = 'net'
    inner join placed as spent
        on
            printed.document_id = spent.document_id
            and printed.table_number = spent.table_number
            and printed.row_number = spent.row_number
            and spent.measure in ('outcome', 'forecast')
            and spent.stated_side = 'net'
            and printed.period = spent.period
    where
        printed.measure = 'deviation'
        and printed.stated_side = 'net'
        and abs(printed.value) * printed.factor > {{ rounding_of_deviations() }}
    group by
        printed.document_id,
        printed.table_number,
        printed.column_number
),

-- A document prints income negative or positive in the whole of a table.
signs as (
    select
        document_id,
        table_number,
        sum(value) < 0 as is_income_negative
    from placed
    where
        stated_side = 'income'
        and measure <> 'deviation'
    group by
        document_id,
        table_number
),

turned as (
    select
        placed.*,
        case
            when placed.measure = 'deviation' then coalesce(deviation_signs.is_turned, false)
            else placed.stated_side = 'income' and coalesce(signs.is_income_negative, false)
        end as is_sign_turned
    from placed
    left join signs
        on
            placed.document_id = signs.document_id
            and placed.table_number = signs.table_number
    left join deviation_signs
        on
            placed.document_id = deviation_signs.document_id
            and placed.table_number = deviation_signs.table_number
            and placed.column_number = deviation_signs.column_number
),

int_money as (
    select
        turned.reported_money_id,
        turned.document_id,
        turned.source_file,
        turned.page,
        turned.line_start,
        turned.table_number,
        turned.row_number,
        turned.column_number,
        turned.table_kind,
        turned.district_id,
        turned.report,
        turned.report_place,
        turned.report_year,
        turned.row_label,
        turned.parent_label,
        turned.column_label,
        turned.level,
        turned.subject_id,
        turned.area,
        turned.part,
        turned.year,
        turned.period,
        turned.is_part_of_year,
        coalesce(turned.stage, 'other') as stage,
        coalesce(turned.transfers, 'not_stated') as transfers,
        turned.measure,
        turned.stated_side as side,
        turned.is_side_assumed,
        turned.as_printed,
        turned.unit as printed_unit,
        turned.column_evidence,
        turned.is_sign_turned,
        -- A turned 0 would be -0.0 in one engine, and printed so.
        round(
            turned.value * turned.factor * case when turned.is_sign_turned and turned.value <> 0 then -1 else 1 end, 6
        ) as amount
    from turned
)

select * from int_money
