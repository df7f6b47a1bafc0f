-- Structural: each volume is the figure printed at the place that it names, and each printed figure of a known insats
-- that is told, leads and is not contradicted is a volume. For whoever changes a model; it counts from the prints.
with reported as (
    select * from {{ ref('fct_reported_money') }}
),

volumes as (
    select * from {{ ref('fct_volume') }}
),

-- Prints of a figure that another print states in the fact, of this report or another, or that none may state, for one
-- report prints it in two ways.
prints_behind_another as (
    select behind.reported_money_id
    from {{ ref('int_volume') }} as behind
    inner join {{ ref('int_volume') }} as other_print
        on
            behind.district_id = other_print.district_id
            and behind.insats_id = other_print.insats_id
            and behind.unit is not distinct from other_print.unit
            and behind.period = other_print.period
            and behind.measure = other_print.measure
            and behind.gender = other_print.gender
            and behind.reported_money_id <> other_print.reported_money_id
    left join volumes
        on other_print.reported_money_id = volumes.reported_money_id
    group by behind.reported_money_id
    having count(case when volumes.reported_money_id is not null or other_print.is_printed_twice then 1 end) > 0
)

select
    volumes.document_id,
    volumes.source_file,
    volumes.page,
    volumes.line_start,
    volumes.as_printed,
    volumes.value
from volumes
left join reported
    on volumes.reported_money_id = reported.reported_money_id
where
    reported.reported_money_id is null
    or reported.column_evidence = 'ambiguous'
    or reported.table_kind <> 'volumes'
    or reported.value <> volumes.value
    or reported.unit in ('mnkr', 'tkr', 'kronor')
union all
-- a plan or an outcome of a table of volumes that is neither in the fact, nor behind another print of its figure
select
    reported.document_id,
    reported.source_file,
    reported.page,
    reported.line_start,
    reported.as_printed,
    reported.value
from reported
left join volumes
    on reported.reported_money_id = volumes.reported_money_id
left join prints_behind_another
    on reported.reported_money_id = prints_behind_another.reported_money_id
left join {{ ref('quality_money') }} as findings
    on
        reported.document_id = findings.document_id
        and reported.line_start = findings.line_start
        and findings.finding in (
            'unknown_insats', 'volume_printed_twice', 'volume_without_period', 'genders_do_not_add_up'
        )
where
    reported.table_kind = 'volumes'
    and reported.measure in ('budget', 'adjusted_budget', 'forecast', 'outcome', 'volume')
    and reported.value is not null
    and coalesce(reported.unit, '') not in ('mnkr', 'tkr', 'kronor')
    and volumes.reported_money_id is null
    and findings.finding_id is null
    and prints_behind_another.reported_money_id is null
