with source as (
    select * from {{ source('raw', 'goal') }}
),

-- A report repeats the titles of the year's goals: each is worked on once.
printed_titles as (
    select distinct title
    from source
),

titles as (
    select
        title,
        {{ fold_title('title') }} as title_folded,
        {{ short_slug('title') }} as title_slug
    from printed_titles
),

printed_assessments as (
    select distinct assessment
    from source
    where assessment is not null
),

folded_assessments as (
    select
        assessment,
        {{ fold('assessment') }} as assessment_folded
    from printed_assessments
),

labels as (
    select
        {{ fold('label') }} as label_folded,
        assessment_rank
    from {{ ref('section_labels') }}
    where role = 'assessment'
),

assessments as (
    select
        folded_assessments.assessment,
        labels.assessment_rank
    from folded_assessments
    left join labels
        on folded_assessments.assessment_folded = labels.label_folded
),

stg_goal as (
    select
        -- where it stands
        source.document_id,
        source.source_file,
        source.line_start,
        source.line_end,

        -- the goal as printed, number and title apart
        source.level,
        source.number,
        source.title,
        titles.title_folded,
        titles.title_slug,
        source.parent_number,

        -- what it came to
        source.assessment,
        assessments.assessment_rank,
        source.assessment_line,
        source.expected_results
    from source
    inner join titles
        on source.title = titles.title
    left join assessments
        on source.assessment = assessments.assessment
)

select * from stg_goal
