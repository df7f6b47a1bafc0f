with steward_aliases as (
    select
        printed_name,
        indicator_id,
        'aliases.csv' as source,
        1 as precedence
    from {{ ref('stg_steward_alias') }}
),

catalogue_aliases as (
    select
        printed_name,
        indicator_id,
        'seeds/indicator_aliases.csv' as source,
        2 as precedence
    from {{ ref('stg_indicator_alias') }}
),

printed_names as (
    select distinct
        indicator as printed_name,
        indicator_id,
        'documents' as source,
        3 as precedence
    from {{ ref('int_indicator_row') }}
),

indicators as (
    select * from {{ ref('int_indicator') }}
),

all_names as (
    select * from steward_aliases
    union all
    select * from catalogue_aliases
    union all
    select * from printed_names
),

ranked as (
    select
        all_names.*,
        indicators.name as indicator,
        row_number() over (
            partition by all_names.printed_name
            order by all_names.precedence nulls last, all_names.indicator_id nulls last
        ) as choice
    from all_names
    inner join indicators
        on all_names.indicator_id = indicators.indicator_id
),

dim_indicator_alias as (
    select
        printed_name,
        indicator,
        source,
        indicator_id
    from ranked
    where choice = 1
)

select * from dim_indicator_alias
