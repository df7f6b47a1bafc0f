-- Structural: budget_comparison, budget_trail, unit_cost and money_goal_overview state one figure of an area, council,
-- year and stage, and each is the amount of fct_money that it names. For whoever changes a model: an order of its own
-- in one of them, so that a cost rests on another print than the budget beside it.
{%- set trail_columns = [
    'budget_vp', 'budget_t1', 'budget_t2', 'budget_vb', 'budget_other', 'forecast_t1', 'forecast_t2', 'forecast_other',
    'outcome_t1', 'outcome_t2', 'outcome_vb', 'budget_next_vp'
] %}
with stated as (
    {%- for figure in ['budget', 'forecast', 'outcome'] %}
        select
            'budget_comparison' as mart,
            subject_id,
            district_id,
            year,
            '{{ figure }}' as figure,
            {{ figure }} as amount,
            {{ figure }}_money_id as reported_money_id,
            true as is_the_years
        from {{ ref('budget_comparison') }}
        union all
    {%- endfor %}
    {%- for column in trail_columns %}
        select
            'budget_trail' as mart,
            subject_id,
            district_id,
            {{ 'year + 1' if column == 'budget_next_vp' else 'year' }} as year,
            '{{ column.split('_')[0] }}' as figure,
            {{ column }} as amount,
            {{ column }}_money_id as reported_money_id,
            false as is_the_years
        from {{ ref('budget_trail') }}
        union all
    {%- endfor %}
    select
        'unit_cost' as mart,
        subject_id,
        district_id,
        year,
        measure as figure,
        amount,
        amount_money_id as reported_money_id,
        true as is_the_years
    from {{ ref('unit_cost') }}
    union all
    select
        'money_goal_overview' as mart,
        subject_id,
        district_id,
        year,
        'budget' as figure,
        budget as amount,
        budget_money_id as reported_money_id,
        true as is_the_years
    from {{ ref('money_goal_overview') }}
    union all
    select
        'money_goal_overview' as mart,
        subject_id,
        district_id,
        year,
        deviation_of as figure,
        spent as amount,
        spent_money_id as reported_money_id,
        true as is_the_years
    from {{ ref('money_goal_overview') }}
    where deviation_of is not null
),

printed as (
    select
        stated.*,
        money.amount as printed_amount,
        money.period,
        money.stage
    from stated
    left join {{ ref('fct_money') }} as money
        on
            stated.reported_money_id = money.reported_money_id
            and stated.subject_id = money.subject_id
            and stated.district_id = money.district_id
            and stated.year = money.year
            and stated.figure = replace(money.measure, 'adjusted_', '')
            and money.level = 'area'
            and money.side = 'net'
    where
        stated.amount is not null
        or stated.reported_money_id is not null
),

of_one_stage as (
    select
        'two marts state two figures of one stage' as failure,
        subject_id,
        district_id,
        period,
        figure,
        stage,
        {{ joined_distinct("mart || ': ' || " ~ number_text('amount'), ', ') }} as stated
    from printed
    group by
        subject_id,
        district_id,
        period,
        figure,
        stage
    having count(distinct reported_money_id) > 1
),

of_the_year as (
    select
        'two marts state two figures of the year' as failure,
        subject_id,
        district_id,
        period,
        figure,
        {{ joined_distinct('stage', ', ') }} as stage,
        {{ joined_distinct("mart || ': ' || " ~ number_text('amount'), ', ') }} as stated
    from printed
    where is_the_years
    group by
        subject_id,
        district_id,
        period,
        figure
    having count(distinct reported_money_id) > 1
)

select * from of_one_stage
union all
select * from of_the_year
union all
select
    'a mart states another figure than the one that it names' as failure,
    subject_id,
    district_id,
    cast(year as string) as period,
    figure,
    stage,
    mart || ': ' || coalesce({{ number_text('amount') }}, 'nothing') as stated
from printed
where printed_amount is distinct from amount
