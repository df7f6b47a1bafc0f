-- One row per different title of a column or a row, or caption, of a money table, with what its words say.
with tables as (
    select * from {{ source('raw', 'money_table') }}
),

cells as (
    select * from {{ source('raw', 'money_cell') }}
),

lexicon as (
    select * from {{ ref('money_meanings') }}
),

titles as (
    select {{ each_element('columns') }} as title
    from tables
    union
    select row_label as title
    from cells
    union
    select caption as title
    from tables
    where caption is not null
),

folded_titles as (
    select
        title,
        {{ fold('title') }} as title_folded,
        -- `Varav 5 % av …` and `(max 10 %)` are no columns of percentages
        {{ replace_all(fold('title'), '[0-9]+ ?%', '') }} as words
    from titles
),

-- Materialized: each word is looked for in each title once.
ranked_meanings as {{ as_computed_once() }} (
    select
        folded_titles.title,
        lexicon.about,
        lexicon.meaning,
        row_number() over (
            partition by folded_titles.title, lexicon.about
            order by lexicon.precedence nulls last, lexicon.word nulls last
        ) as choice,
        row_number() over (
            partition by folded_titles.title, lexicon.about
            order by lexicon.precedence desc, lexicon.word asc nulls last
        ) as last_choice
    from folded_titles
    inner join lexicon
        on {{ has_word('folded_titles.words', 'lexicon.word') }}
),

meanings as (
    select
        title,
        max(case when about = 'measure' and choice = 1 then meaning end) as measure,
        max(case when about = 'side' and choice = 1 then meaning end) as side,
        max(case when about = 'stage' and choice = 1 then meaning end) as stage,
        max(case when about = 'transfers' and choice = 1 then meaning end) as transfers,
        max(case when about = 'unit' and choice = 1 then meaning end) as unit,
        max(case when about = 'gender' and choice = 1 then meaning end) as gender,
        coalesce(bool_or(about = 'span'), false) as is_of_period,
        cast(max(case when about = 'month' and choice = 1 then meaning end) as integer) as first_month,
        cast(max(case when about = 'month' and last_choice = 1 then meaning end) as integer) as last_month
    from ranked_meanings
    group by title
),

stg_money_title as (
    select
        folded_titles.title,
        folded_titles.title_folded,
        meanings.measure,
        meanings.side,
        meanings.stage,
        meanings.transfers,
        meanings.unit,
        meanings.gender,
        meanings.first_month,
        meanings.last_month,
        coalesce(meanings.is_of_period, false) as is_of_period,

        -- `Jmf budget 2021-2022` and `Resultatöverföring till 2022` are about the last year that they name
        cast({{ capture('folded_titles.title_folded', '.*((?:19|20)[0-9]{2})') }} as integer) as year
    from folded_titles
    left join meanings
        on folded_titles.title = meanings.title
)

select * from stg_money_title
