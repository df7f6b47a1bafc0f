{#- Whether two figures have one unit; two figures without any known unit have. -#}
{% macro same_unit(left_unit, right_unit) -%}
    coalesce({{ left_unit }}, '') = coalesce({{ right_unit }}, '')
{%- endmacro %}

{#- Whether a final outcome reaches the council's årsmål: strictly, without tolerance, in the direction that is better
    for the indicator. Null when that cannot be said: no direction is known, the target is no number, another unit. -#}
{% macro target_met(
    outcome, outcome_unit, target_kind, target_value, target_lower, target_upper, target_unit, direction
) -%}
    case
        when {{ outcome }} is null or {{ target_kind }} is null then null
        when not ({{ same_unit(outcome_unit, target_unit) }}) then null
        when {{ target_kind }} = 'band' then {{ outcome }} between {{ target_lower }} and {{ target_upper }}
        when {{ target_kind }} = 'ceiling' then {{ outcome }} <= {{ target_upper }}
        when {{ target_kind }} = 'value' and {{ direction }} = 'higher' then {{ outcome }} >= {{ target_value }}
        when {{ target_kind }} = 'value' and {{ direction }} = 'lower' then {{ outcome }} <= {{ target_value }}
    end
{%- endmacro %}

{#- A difference of two printed figures, without the tail of binary fractions (4,6 − 2,7 = 1.9). -#}
{% macro difference(left_figure, right_figure) -%}
    round({{ left_figure }} - {{ right_figure }}, 6)
{%- endmacro %}
