-- What an area costs for each that it is there for: the net budget of the area over the planned volume of the year, the
-- outcome over the outcome. Only an insats that counts all whom the area pays for is asked.
with insatser as (
    select * from {{ ref('dim_insats') }}
    where covers_area
),

money as (
    select * from {{ ref('int_area_net') }}
    where
        choice = 1
        and not is_part_of_year
        and figure in ('budget', 'outcome')
),

volumes as (
    select
        *,
        case measure when 'plan' then 'budget' else measure end as figure
    from {{ ref('fct_volume') }}
    where
        gender = 'total'
        and not is_part_of_year
        and measure in ('plan', 'outcome')
),

comparisons as (
    select
        subject_id,
        district_id,
        year,
        comparability,
        reason
    from {{ ref('budget_comparison') }}
),

side_by_side as (
    select
        insatser.subject,
        insatser.name as insats,
        money.district,
        money.year,
        money.figure as measure,
        money.amount,
        volumes.value as volume,
        volumes.unit,
        round(money.amount * 1000000 / nullif(volumes.value, 0), 0) as unit_cost,
        count(volumes.value) over (partition by insatser.insats_id, money.year, money.figure, volumes.unit) as councils,
        comparisons.comparability as area_comparability,
        comparisons.reason as area_reason,
        money.reported_money_id as amount_money_id,
        volumes.reported_money_id as volume_money_id,
        money.district_id,
        insatser.insats_id,
        insatser.subject_id
    from insatser
    inner join money
        on insatser.subject_id = money.subject_id
    left join volumes
        on
            insatser.insats_id = volumes.insats_id
            and money.district_id = volumes.district_id
            and money.year = volumes.year
            and money.figure = volumes.figure
    left join comparisons
        on
            insatser.subject_id = comparisons.subject_id
            and money.district_id = comparisons.district_id
            and money.year = comparisons.year
),

unit_cost as (
    select
        subject,
        insats,
        district,
        year,
        measure,
        amount,
        volume,
        unit,
        unit_cost,
        case
            when unit_cost is null then 'not_comparable'
            when area_comparability = 'not_comparable' then 'not_comparable'
            when councils = 1 then 'only_one_council'
            else 'comparable'
        end as comparability,
        case
            when volume is null then 'no volume of the year is printed beside the money'
            when unit_cost is null then 'the volume is 0'
            when area_comparability = 'not_comparable' then area_reason
            when councils = 1 then 'no other council prints both money and volume of the year'
        end as reason,
        amount_money_id,
        volume_money_id,
        district_id,
        insats_id,
        subject_id
    from side_by_side
)

select * from unit_cost
