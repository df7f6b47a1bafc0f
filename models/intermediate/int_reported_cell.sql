-- Every printed cell of the leading documents, once, in the reading that holds, with the correction that a person
-- decided. What is printed stays; a correction changes the value beside it. Never overwritten by a later report.
with candidates as (
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

chosen_cells as (
    select
        candidates.*,
        coalesce(choices.column_evidence, candidates.column_evidence) as row_evidence,
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

corrected_cells as (
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
        chosen_cells.published_on,
        chosen_cells.indicator_id,
        chosen_cells.is_council_row,
        chosen_cells.goal_id,
        chosen_cells.evidence,
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
        corrections.document_id is not null as is_corrected_cell,
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

-- `70` takes the catalogue's unit. So do a shortened unit (`1,4 kg CO2` for kg CO2e/kg livsmedel) and another word for
-- a count (`16 st` for barn/avdelning); a percentage sign on a count does not: that is another unit, and stays so.
with_units as (
    select
        corrected_cells.*,
        indicators.unit as catalogue_unit,
        case
            when corrected_cells.kind not in ('value', 'band', 'ceiling') then 'no unit'
            when corrected_cells.stated_unit is null then 'assumed'
            when corrected_cells.stated_unit = indicators.unit then 'stated'
            when corrected_cells.stated_unit_group = 'count' and indicators.unit_group = 'count' then 'assumed'
            when
                starts_with(indicators.unit, corrected_cells.stated_unit || '/')
                or starts_with(indicators.unit, corrected_cells.stated_unit || ' ')
                then 'assumed'
            else 'stated'
        end as unit_origin
    from corrected_cells
    inner join indicators
        on corrected_cells.indicator_id = indicators.indicator_id
),

int_reported_cell as (
    select
        document_id || '/' || cast(row_number as varchar) || '/' || column_name as reported_value_id,
        * exclude (unit_origin),
        case unit_origin
            when 'assumed' then catalogue_unit
            when 'stated' then stated_unit
        end as unit,
        unit_origin = 'assumed' and catalogue_unit is not null as unit_assumed,
        column_evidence <> 'ambiguous' as is_certain,
        -- Within one document the row under KF's goal leads one under a nämndmål.
        row_number() over (
            partition by
                document_id,
                indicator_id,
                period_id,
                measure,
                gender,
                is_previous_column,
                column_evidence = 'ambiguous' or is_withheld or kind = 'text'
            order by is_council_row, row_number, column_name
        ) as document_choice
    from with_units
)

select * from int_reported_cell
