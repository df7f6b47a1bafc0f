-- Structural: each volume is the figure printed at the place that it names, and each printed figure of a known insats
-- that is told, leads and is not contradicted is a volume. For whoever changes a model; it counts from the prints.
with reported as (
    select * from {{ ref('fct_reported_money') }}
),

volumes as (
    select * from {{ ref('fct_volume') }}
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
left join {{ ref('quality_money') }} as findings
    on
        reported.document_id = findings.document_id
        and reported.line_start = findings.line_start
        and findings.finding in ('unknown_insats', 'volume_printed_twice', 'genders_do_not_add_up')
where
    reported.table_kind = 'volumes'
    and reported.measure in ('budget', 'adjusted_budget', 'forecast', 'outcome', 'volume')
    and reported.value is not null
    and coalesce(reported.unit, '') not in ('mnkr', 'tkr', 'kronor')
    and volumes.reported_money_id is null
    and findings.finding_id is null
    and not exists (
        select 1
        from volumes as leading_volume
        where
            leading_volume.district_id = reported.district_id
            and leading_volume.period = reported.period
            and leading_volume.document_id <> reported.document_id
    )
