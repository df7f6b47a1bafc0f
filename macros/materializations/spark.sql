{#- On a cluster each statement is a journey: a table is made with two of them, where dbt's own way asks and alters
    more. -#}
{% materialization table, adapter='spark', supported_languages=['sql'] %}
    {{ return({'relations': [made_table(compiled_code)]}) }}
{% endmaterialization %}

{#- A table too: a view would be computed anew by each that reads it, and a title of money is looked for in the lexicon
    word by word. -#}
{% materialization view, adapter='spark', supported_languages=['sql'] %}
    {{ return({'relations': [made_table(compiled_code)]}) }}
{% endmaterialization %}

{% macro made_table(sql) -%}
    {%- set relation = this.incorporate(type='table') -%}
    {%- call statement('drop') -%}
        drop table if exists {{ relation }}
    {%- endcall -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, relation, sql) }}
    {%- endcall -%}
    {{ return(relation) }}
{%- endmacro %}
