{#- The different period texts of a column of a relation with what each names, as a query. `period_id` is the period
    (`Tertial 1 2019` 2019-T1, `VB 2021` and `2021` the year 2021), null where the year is not printed or the words are
    not a period of the lexicon. `part` is the part of the year, `is_year` says that it is the year itself;
    `is_measured_by` is how often the figure is measured, from a plan's Periodicitet or a report's period; `words` is a
    readable key of words that name no dated period (`Kvartal`, `Delår 2021`), null for all others. -#}
{% macro read_periods(relation, text) -%}
    with printed as (
        select distinct {{ text }} as period_text
        from {{ relation }}
        where {{ text }} is not null
    ),

    parts as (
        select
            period_text,
            {{ words_key('period_text') }} as period_key,
            {{ capture('period_text', '((?:19|20)[0-9]{2})') }} as stated_year,
            {{ capture(replace_all('period_text', '(?:19|20)[0-9]{2}', ''), '([0-9])') }} as number,
            coalesce(
                nullif({{ slug(replace_all('period_text', '(?:19|20)[0-9]{2}', '')) }}, ''),
                {{ slug('period_text') }}
            ) as readable_key
        from printed
    ),

    -- `{outcome_report} {year}` is one line for all reports; a line of its own (`T{number} {year}`) leads.
    lines as (
        select
            {{ words_key('pattern') }} as pattern_key,
            kind,
            part,
            frequency,
            1 as precedence
        from {{ ref('periods') }}
        where kind <> 'report'
        union all
        select
            {{ words_key("replace(periods.pattern, '{outcome_report}', reports.report)") }} as pattern_key,
            case when nullif(reports.period_part, '') is null then 'year' else 'part' end as kind,
            reports.period_part as part,
            periods.frequency,
            2 as precedence
        from {{ ref('periods') }} as periods
        cross join {{ ref('reports') }} as reports
        where
            periods.kind = 'report'
            and reports.states = 'follow_up'
    ),

    ranked_lines as (
        select
            *,
            row_number() over (partition by pattern_key order by precedence nulls last) as choice
        from lines
    ),

    named as (
        select
            parts.period_text,
            parts.stated_year,
            parts.readable_key,
            period_parts.part,
            coalesce(ranked_lines.kind = 'year', false) as is_year,
            coalesce(ranked_lines.kind in ('tertial', 'half_year') and nullif(ranked_lines.part, '') is null, false)
                as is_frequency,
            nullif(ranked_lines.frequency, '') as is_measured_by
        from parts
        left join ranked_lines
            on
                parts.period_key = ranked_lines.pattern_key
                and ranked_lines.choice = 1
        left join {{ ref('period_parts') }} as period_parts
            on replace(ranked_lines.part, '{number}', coalesce(parts.number, '')) = period_parts.part
    )

    select
        period_text,
        stated_year,
        part,
        is_year,
        is_measured_by,
        case
            when is_year then stated_year
            when part is not null then stated_year || '-' || part
        end as period_id,
        case when not is_year and not is_frequency and part is null then readable_key end as words
    from named
{%- endmacro %}
