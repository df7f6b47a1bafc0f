-- Which goal set a leading document speaks of. A goal set is known by the titles of its inriktningsmål, and a document
-- may show only some of them: the known set with most equal titles wins, if more titles are equal than differ. A
-- document that fits none is named after its first inriktningsmål; one without inriktningsmål after its year.
with indicator_rows as (
    select * from {{ ref('stg_indicator_row') }}
),

headings as (
    select * from {{ ref('stg_goal') }}
    where level = 'direction'
),

documents as (
    select * from {{ ref('stg_document') }}
    where status = 'leading'
),

goal_sets as (
    select * from {{ ref('stg_goal_set') }}
),

-- An inriktningsmål without a table under it shows the set as well as one with tables.
shown_titles as (
    select
        document_id,
        direction_goal_number as number,
        direction_goal_title as title,
        direction_goal_title_folded as title_folded
    from indicator_rows
    where direction_goal is not null
    union
    select
        document_id,
        number,
        title,
        title_folded
    from headings
),

matches as (
    select
        shown_titles.document_id,
        goal_sets.goal_set,
        count(distinct shown_titles.title_folded) as equal_titles
    from shown_titles
    inner join goal_sets
        on shown_titles.title_folded = goal_sets.title_folded
    group by
        shown_titles.document_id,
        goal_sets.goal_set
),

shown as (
    select
        document_id,
        count(distinct title_folded) as titles
    from shown_titles
    group by document_id
),

ranked_matches as (
    select
        matches.document_id,
        matches.goal_set,
        row_number() over (
            partition by matches.document_id
            order by matches.equal_titles desc, matches.goal_set asc nulls last
        ) as choice
    from matches
    inner join shown
        on matches.document_id = shown.document_id
    where 2 * matches.equal_titles > shown.titles
),

first_titles as (
    select
        document_id,
        title,
        row_number() over (
            partition by document_id
            order by number nulls last, title_folded nulls last
        ) as choice
    from shown_titles
),

int_document_goal_set as (
    select
        documents.document_id,
        coalesce(
            ranked_matches.goal_set,
            {{ slug(capture('first_titles.title', '^((?:[^ ]+ ?){1,5})')) }},
            'unknown-' || cast(documents.year as string)
        ) as goal_set,
        ranked_matches.goal_set is not null as is_known
    from documents
    left join ranked_matches
        on
            documents.document_id = ranked_matches.document_id
            and ranked_matches.choice = 1
    left join first_titles
        on
            documents.document_id = first_titles.document_id
            and first_titles.choice = 1
)

select * from int_document_goal_set
