-- Every printed cell of the leading documents, once, in the reading that holds, with the correction that a person
-- decided. What is printed stays; a correction changes the value beside it. Never overwritten by a later report.
with candidates as {{ as_part_of_each_use() }} (
    select * from {{ ref('int_cell_candidate') }}
),

choices as (
    select * from {{ ref('int_reading_choice') }}
),

corrections as (
    select * from {{ ref('int_correction') }}
    where
        is_applied
        and not is_ambiguous
        and not is_confirmation
),

indicators as (
    select * from {{ ref('int_indicator') }}
),

units as (
    select * from {{ ref('units') }}
),

conversions as (
    select * from {{ ref('unit_conversions') }}
),

chosen_cells as {{ as_part_of_each_use() }} (
    select
        candidates.*,
        case
            when choices.document_id is not null then choices.column_evidence
            when candidates.column_evidence = 'ambiguous' and candidates.is_agreed then 'agreed'
            else candidates.column_evidence
        end as row_evidence,
        choices.settled_by,
        choices.settled_rules,
        choices.correction_reason as row_correction_reason,
        choices.correction_source as row_correction_source
    from candidates
    left join choices
        on
            candidates.document_id = choices.document_id
            and candidates.row_number = choices.row_number
    where candidates.reading_number = coalesce(choices.chosen_reading, 0)
),

-- Not computed once for all: what needs a few of its columns would else wait for all of them to be kept.
corrected_cells as {{ as_part_of_each_use() }} (
    select
        chosen_cells.document_id,
        chosen_cells.row_number,
        chosen_cells.column_name,
        chosen_cells.measure,
        chosen_cells.gender,
        chosen_cells.as_printed,
        chosen_cells.source_file,
        chosen_cells.page,
        chosen_cells.line_start,
        chosen_cells.line_end,
        chosen_cells.report_id,
        chosen_cells.district_id,
        chosen_cells.report,
        chosen_cells.year,
        chosen_cells.indicator_id,
        chosen_cells.is_council_row,
        chosen_cells.council_goal_title_folded,
        chosen_cells.goal_id,
        chosen_cells.is_previous_column,
        chosen_cells.period_id,
        chosen_cells.period_assumed,
        chosen_cells.is_period_of_words,
        chosen_cells.stated_period_text,
        chosen_cells.vintage,
        chosen_cells.settled_by,
        chosen_cells.settled_rules,
        corrections.corrected_text,
        coalesce(corrections.reason, chosen_cells.row_correction_reason) as correction_reason,
        coalesce(corrections.ledger || ', from ' || corrections.decided_from, chosen_cells.row_correction_source)
            as correction_source,
        corrections.document_id is not null and corrections.corrected_text is null as is_withheld,
        case when corrections.document_id is not null then 'corrected' else chosen_cells.row_evidence end
            as column_evidence,
        case
            when corrections.corrected_text is not null then corrections.kind
            else chosen_cells.kind
        end as kind,
        case when corrections.document_id is not null then corrections.value else chosen_cells.value end as value,
        case when corrections.document_id is not null then corrections.lower else chosen_cells.lower end as lower,
        case when corrections.document_id is not null then corrections.upper else chosen_cells.upper end as upper,
        case
            when corrections.corrected_text is not null
                then coalesce(corrected_units.unit, corrections.printed_unit)
            else chosen_cells.stated_unit
        end as stated_unit,
        case
            when corrections.corrected_text is not null then corrected_units.unit_group
            else chosen_cells.stated_unit_group
        end as stated_unit_group,
        case when corrections.corrected_text is not null then corrections.decimals else chosen_cells.decimals end
            as decimals
    from chosen_cells
    left join corrections
        on
            chosen_cells.document_id = corrections.document_id
            and chosen_cells.row_number = corrections.row_number
            and chosen_cells.column_name = corrections.column_name
    left join units as corrected_units
        on lower(corrections.printed_unit) = lower(corrected_units.printed_unit)
),

-- The smallest percentage that a row prints with its sign.
printed_shares as (
    select
        document_id,
        row_number,
        min(abs(value)) as least_share
    from corrected_cells
    where
        stated_unit = '%'
        and kind = 'value'
        and value <> 0
        and column_evidence <> 'ambiguous'
    group by
        document_id,
        row_number
),

-- `70` takes the catalogue's unit. So do a shortened unit (`1,4 kg CO2` for kg CO2e/kg livsmedel) and another word for
-- a count (`16 st` for barn/avdelning); a percentage sign on a count does not: that is another unit, and stays so. A
-- bare `0,70` beside 65 % is 0.7 %, or 70 % printed as a part of one: which, nobody can say, so it has no unit. It is
-- doubted where a hundred times the number is nearer to the smallest percentage of the row than the number itself.
with_units as (
    select
        corrected_cells.*,
        indicators.unit as catalogue_unit,
        case
            when not ({{ is_number('corrected_cells.kind') }}) then 'no unit'
            when corrected_cells.column_evidence = 'ambiguous' then 'no unit'
            when
                corrected_cells.stated_unit is null
                and indicators.unit = '%'
                and corrected_cells.kind = 'value'
                and corrected_cells.decimals > 0
                and abs(corrected_cells.value) <= 1
                and 10 * abs(corrected_cells.value) < printed_shares.least_share
                and corrected_cells.value <> 0
                then 'doubtful'
            when corrected_cells.stated_unit is null then 'assumed'
            when corrected_cells.stated_unit = indicators.unit then 'stated'
            when corrected_cells.stated_unit_group = 'count' and indicators.unit_group = 'count' then 'assumed'
            when
                left(indicators.unit, length(corrected_cells.stated_unit) + 1) = corrected_cells.stated_unit || '/'
                or left(indicators.unit, length(corrected_cells.stated_unit) + 1) = corrected_cells.stated_unit || ' '
                then 'assumed'
            else 'stated'
        end as unit_origin
    from corrected_cells
    inner join indicators
        on corrected_cells.indicator_id = indicators.indicator_id
    left join printed_shares
        on
            corrected_cells.document_id = printed_shares.document_id
            and corrected_cells.row_number = printed_shares.row_number
),

-- Figures are compared in the catalogue's unit, into which 2 800 MWh goes as 2,8 GWh.
with_factors as (
    select
        with_units.* {{ but(['value', 'lower', 'upper']) }},
        case when with_units.column_evidence <> 'ambiguous' then with_units.value end as value,
        case when with_units.column_evidence <> 'ambiguous' then with_units.lower end as lower,
        case when with_units.column_evidence <> 'ambiguous' then with_units.upper end as upper,
        case with_units.unit_origin
            when 'assumed' then with_units.catalogue_unit
            when 'stated' then with_units.stated_unit
        end as unit,
        with_units.unit_origin = 'assumed' and with_units.catalogue_unit is not null as unit_assumed,
        with_units.unit_origin = 'doubtful' as is_unit_doubtful,
        case when with_units.unit_origin = 'stated' then printed.factor / catalogued.factor end as factor
    from with_units
    left join conversions as printed
        on with_units.stated_unit = printed.unit
    left join conversions as catalogued
        on
            with_units.catalogue_unit = catalogued.unit
            and printed.base_unit = catalogued.base_unit
),

-- Indicators that a council prints under several nämndmål of one report.
repeated_council_rows as (
    select
        indicator_id,
        district_id
    from corrected_cells
    where is_council_row
    group by
        indicator_id,
        district_id
    having count(distinct document_id || '/' || cast(row_number as string)) > count(distinct document_id)
),

int_reported_cell as (
    select
        with_factors.document_id,
        with_factors.row_number,
        with_factors.column_name,
        with_factors.source_file,
        with_factors.page,
        with_factors.line_start,
        with_factors.line_end,
        with_factors.report_id,
        with_factors.district_id,
        with_factors.report,
        with_factors.year,
        with_factors.indicator_id,
        with_factors.is_council_row,
        with_factors.goal_id,
        with_factors.measure,
        with_factors.gender,
        with_factors.period_id,
        with_factors.period_assumed,
        with_factors.is_period_of_words,
        with_factors.stated_period_text,
        with_factors.is_previous_column,
        with_factors.vintage,
        with_factors.as_printed,
        with_factors.kind,
        with_factors.value,
        with_factors.lower,
        with_factors.upper,
        with_factors.decimals,
        with_factors.unit,
        with_factors.unit_assumed,
        with_factors.is_unit_doubtful,
        with_factors.stated_unit,
        with_factors.stated_unit is not null and with_factors.stated_unit_group is null as is_unit_unknown,
        with_factors.column_evidence,
        with_factors.settled_by,
        with_factors.settled_rules,
        with_factors.is_withheld,
        with_factors.corrected_text,
        with_factors.correction_reason,
        with_factors.correction_source,
        round(with_factors.value * coalesce(with_factors.factor, 1), 9) as figure_value,
        round(with_factors.lower * coalesce(with_factors.factor, 1), 9) as figure_lower,
        round(with_factors.upper * coalesce(with_factors.factor, 1), 9) as figure_upper,
        case when with_factors.factor is not null then with_factors.catalogue_unit else with_factors.unit end
            as figure_unit,
        with_factors.column_evidence <> 'ambiguous' as is_certain,
        -- What makes two rows of one indicator the same row in two reports: both under KF's goal, or under a nämndmål;
        -- by its title where a report has several.
        case
            when not with_factors.is_council_row then 'kf'
            when repeated_council_rows.indicator_id is not null
                then 'council/' || coalesce(with_factors.council_goal_title_folded, '')
            else 'council'
        end as row_key
    from with_factors
    left join repeated_council_rows
        on
            with_factors.indicator_id = repeated_council_rows.indicator_id
            and with_factors.district_id = repeated_council_rows.district_id
)

select * from int_reported_cell
