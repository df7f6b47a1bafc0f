{#- The period that a printed period text names: `Tertial 1 2019` and `T1 2019` 2019-T1, `Halvår 1 2019` 2019-H1,
    `VB 2021`, `År 2021` and `2021` the year 2021. Null for everything else, such as a plan's `Tertial`. -#}
{% macro period_id(text) -%}
    case
        when {{ matches(text, '(?i)^t(?:ertial)? ?[1-3],? [0-9]{4}$') }}
            then right({{ text }}, 4) || '-T' || {{ capture(text, '(?i)^t(?:ertial)? ?([1-3])') }}
        when {{ matches(text, '(?i)^h(?:alvår)? ?[12],? [0-9]{4}$') }}
            then right({{ text }}, 4) || '-H' || {{ capture(text, '(?i)^h(?:alvår)? ?([12])') }}
        when {{ matches(text, '(?i)^(?:(?:vb|år|helår) )?[0-9]{4}$') }}
            then right({{ text }}, 4)
    end
{%- endmacro %}

{#- How often an indicator is measured, from a plan's Periodicitet or from the period that a report prints. -#}
{% macro frequency(text) -%}
    case
        when {{ matches(text, '(?i)^t(?:ertial)?(?: |$|[1-3])') }} then 'tertial'
        when {{ matches(text, '(?i)^h(?:alvår)?(?: |$|[12])') }} then 'half_year'
        when {{ matches(text, '(?i)^(?:år|helår|[0-9]{4}$)') }} then 'year'
    end
{%- endmacro %}

{#- Later reports of a year outrank earlier ones. -#}
{% macro report_rank(report) -%}
    case {{ report }}
        when 'VP' then 1
        when 'T1' then 2
        when 'T2' then 3
        when 'VB' then 4
    end
{%- endmacro %}

{#- The period that a report itself is about: a tertialrapport its tertial, a plan or annual report the year. -#}
{% macro report_period(report, year) -%}
    cast({{ year }} as varchar) || case when {{ report }} in ('T1', 'T2') then '-' || {{ report }} else '' end
{%- endmacro %}

{#- Days from one date to a later one, 0 for the same. A difference of dates is a number in this engine, an interval in
    others. -#}
{% macro days_between(first_date, last_date) -%}
    cast({{ last_date }} - {{ first_date }} as integer)
{%- endmacro %}
