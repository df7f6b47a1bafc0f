{#- By what a printed name of an area is looked up: `- varav barn och unga`, `– Barn och unga` and
    `Individ- ochfamiljeomsorg` (a space lost at the end of a line) are found, for neither the word before a part nor spaces count. -#}
{% macro area_key(text) -%}
    replace({{ replace_all(fold(text), '^(- ?)?(varav )?', '') }}, ' ', '')
{%- endmacro %}

{#- Figures are printed with one decimal, in mnkr. Two prints of one figure differ by less than half of it; a printed
    difference of two figures by one; a sum of a dozen rows by two. -#}
{% macro rounding_of_figures() -%}
    0.05
{%- endmacro %}

{% macro rounding_of_deviations() -%}
    0.1
{%- endmacro %}

{% macro rounding_of_sums() -%}
    0.2
{%- endmacro %}

{#- By what a printed name of an insats is looked up: as an area, and the mark of a footnote does not count. -#}
{% macro insats_key(text) -%}
    replace({{ area_key(text) }}, '*', '')
{%- endmacro %}
