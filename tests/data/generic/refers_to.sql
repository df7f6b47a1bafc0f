{#- For dbt's own `relationships` a failing row is a lone key. This one keeps the whole row, so that a stopped refresh
    can name document, line and printed text. For whoever changes a model: a key without its dimension row. -#}
{% test refers_to(model, column_name, to, field) %}

    select child.*
    from {{ model }} as child
    left join {{ to }} as parent
        on child.{{ column_name }} = parent.{{ field }}
    where
        child.{{ column_name }} is not null
        and parent.{{ field }} is null

{% endtest %}
