{#- Whether two figures have one unit; two figures without any known unit have. -#}
{% macro same_unit(left_unit, right_unit) -%}
    coalesce({{ left_unit }}, '') = coalesce({{ right_unit }}, '')
{%- endmacro %}

{#- Whether a kind of printed text is a number or limits, which have a unit. -#}
{% macro is_number(kind) -%}
    {{ kind }} in ('value', 'about', 'band', 'range', 'ceiling', 'floor')
{%- endmacro %}

{#- The one number of a target: a value, the upper limit of a ceiling, the lower one of a floor. Null for two limits and
    for words. -#}
{% macro single_number(kind, value, lower, upper) -%}
    case
        when {{ kind }} in ('value', 'about') then {{ value }}
        when {{ kind }} = 'ceiling' then {{ upper }}
        when {{ kind }} = 'floor' then {{ lower }}
    end
{%- endmacro %}

{#- How far an outcome is from an årsmål that it does not reach, in its unit and never negative: 0 where it reaches it,
    strictly, without tolerance. Limits (`Max 10`, `minst 80 %`, `+/-1 %`, `80-85 %`) say themselves which side is missed; a
    plain number is missed in the direction that is not better. `ca 90 %` is reached by 90 %, and by how much less nobody
    says. Null where it cannot be said: no direction is known, the target is no number, another unit. -#}
{% macro shortfall(outcome, outcome_unit, kind, value, lower, upper, target_unit, direction) -%}
    case
        when {{ outcome }} is null or {{ kind }} is null then null
        when not ({{ same_unit(outcome_unit, target_unit) }}) then null
        when {{ kind }} in ('band', 'range')
            then round(greatest({{ lower }} - {{ outcome }}, {{ outcome }} - {{ upper }}, 0), 6)
        when {{ kind }} = 'ceiling' then round(greatest({{ outcome }} - {{ upper }}, 0), 6)
        when {{ kind }} = 'floor' then round(greatest({{ lower }} - {{ outcome }}, 0), 6)
        when {{ kind }} in ('value', 'about') and {{ direction }} = 'higher'
            then
                case
                    when {{ outcome }} >= {{ value }} then 0
                    when {{ kind }} = 'value' then round({{ value }} - {{ outcome }}, 6)
                end
        when {{ kind }} in ('value', 'about') and {{ direction }} in ('lower', 'ceiling')
            then
                case
                    when {{ outcome }} <= {{ value }} then 0
                    when {{ kind }} = 'value' then round({{ outcome }} - {{ value }}, 6)
                end
    end
{%- endmacro %}

{#- The limit that an outcome misses: of two limits the nearer one. -#}
{% macro missed_limit(outcome, kind, value, lower, upper) -%}
    case
        when {{ kind }} in ('band', 'range') then case when {{ outcome }} < {{ lower }} then {{ lower }} else {{ upper }} end
        else {{ single_number(kind, value, lower, upper) }}
    end
{%- endmacro %}

{#- A difference of two printed figures, without the tail of binary fractions (4,6 − 2,7 = 1.9). -#}
{% macro difference(left_figure, right_figure) -%}
    round({{ left_figure }} - {{ right_figure }}, 6)
{%- endmacro %}

{#- What is odd about an outcome of all beside those of men and of women, null where nothing is: the total lies between
    them, or is their sum. Half of the last printed digit of the coarsest of the three passes (82 and 81 beside 82,02). -#}
{% macro gender_note(total, men, women, decimals) -%}
    {%- set tolerance = '(0.5 * power(10, -coalesce(' ~ decimals ~ ', 6)) + 0.000001)' -%}
    case
        when
            {{ total }} between least({{ men }}, {{ women }}) - {{ tolerance }}
            and greatest({{ men }}, {{ women }}) + {{ tolerance }}
            then null
        when abs({{ men }} + {{ women }} - {{ total }}) <= {{ tolerance }}
            then 'men and women are parts that add up to the total, no rates of their own'
        when {{ total }} is not null and {{ men }} is not null and {{ women }} is not null
            then 'the total does not lie between men and women'
    end
{%- endmacro %}

{#- Why figures of a row are missing; null where none is. -#}
{% macro undecided_reason(measures) -%}
    'the readings of the row differ on ' || {{ measures }} || ': see quality_ambiguous'
{%- endmacro %}

{#- A figure in a text for people: 8.5, and 80 without decimals that nobody printed. -#}
{% macro shown(figure) -%}
    {{ replace_all(number_text(figure), '[.]0$', '') }}
{%- endmacro %}
