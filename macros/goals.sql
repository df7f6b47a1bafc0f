{#- The number of a printed goal without its last dot: `1.1 I Stockholm …` and `1.2. Stockholm …`; null without one. -#}
{% macro goal_number(goal) -%}
    {{ capture(goal, '^((?:[0-9]+[.])*[0-9]+)[.]?(?: |$)') }}
{%- endmacro %}

{#- The title of a printed goal, without its number; null where only a number is printed. -#}
{% macro goal_title(goal) -%}
    nullif({{ trimmed(replace_all(goal, '^(?:[0-9]+[.])*[0-9]+[.]?(?: |$)', '')) }}, '')
{%- endmacro %}

{#- What a goal is known by within its set: its number, else its title as short_slug() makes it. -#}
{% macro goal_key(number, title_slug) -%}
    coalesce({{ number }}, {{ title_slug }})
{%- endmacro %}

{#- A nämndmål belongs to a council and a year; its number, if it has one, is not always printed. -#}
{% macro council_goal_id(goal_set, area_goal_key, district_id, year, title_slug) -%}
    {{ goal_set }}
    || coalesce('/' || {{ area_goal_key }}, '')
    || '/' || {{ district_id }} || '-' || cast({{ year }} as string)
    || '/' || {{ title_slug }}
{%- endmacro %}

{#- Whether the nearest heading of a level above one is the goal that the reader saw above it, which `of_level` (the
    level below it) names by its number. Across a label that was not read only that number tells; elsewhere one without a
    number is the one without. -#}
{% macro is_goal_above(above, of_level) -%}
    case
        when {{ above }}.line_start = placed.line_start then true
        when placed.level = '{{ of_level }}' and placed.parent_number is not null
            then {{ above }}.number = placed.parent_number
        when placed.level = '{{ of_level }}' and {{ above }}.number is not null then false
        else coalesce(placed.unread_line < {{ above }}.line_start, true)
    end
{%- endmacro %}
