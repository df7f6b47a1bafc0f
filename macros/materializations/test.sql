{#- A test whose failing rows are stored only where there are some: dbt's own way makes a table for each that holds,
    too. -#}
{% materialization test, adapter='duckdb' %}
    {%- set relations = [] -%}
    {%- set rows = get_limit_subquery_sql(sql, config.get('limit')) -%}
    {%- call statement('main', fetch_result=True) -%}
        {{ get_test_sql(rows, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
    {%- endcall -%}
    {%- if should_store_failures() and load_result('main').table.rows[0][0] -%}
        {%- do relations.append(store_failing_rows(rows)) -%}
    {%- endif -%}
    {{ return({'relations': relations}) }}
{% endmaterialization %}

{#- The table of a test's failing rows. -#}
{% macro store_failing_rows(rows) -%}
    {%- set name = model['alias'] -%}
    {%- set relation = api.Relation.create(database=database, schema=schema, identifier=name, type='table') -%}
    {%- set before = load_cached_relation(relation) -%}
    {%- if before is not none %}{% do adapter.drop_relation(before) %}{% endif -%}
    {%- call statement('failing_rows') -%}
        {{ create_table_as(False, relation, rows) }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return(relation) }}
{%- endmacro %}
