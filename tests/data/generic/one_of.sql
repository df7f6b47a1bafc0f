{#- As dbt's `accepted_values`, with the whole row. For whoever changes a model: a word outside the published list. -#}
{% test one_of(model, column_name, values) %}

    select *
    from {{ model }}
    where
        {{ column_name }} is not null
        and {{ column_name }} not in ({% for value in values %}'{{ value }}'{{ ', ' if not loop.last }}{% endfor %})

{% endtest %}
