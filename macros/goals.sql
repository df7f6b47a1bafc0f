{#- The number of a printed goal without its last dot: `1.1 I Stockholm …` and `1.2. Stockholm …`; null without one. -#}
{% macro goal_number(goal) -%}
    {{ capture(goal, '^((?:[0-9]+[.])*[0-9]+)[.]?(?: |$)') }}
{%- endmacro %}

{#- The title of a printed goal, without its number; null where only a number is printed. -#}
{% macro goal_title(goal) -%}
    nullif(trim({{ replace_all(goal, '^(?:[0-9]+[.])*[0-9]+[.]?(?: |$)', '') }}), '')
{%- endmacro %}
