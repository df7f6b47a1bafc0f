"""A notebook to begin with: the councils on one indicator, as a table and as a plot.

    pip install marimo altair duckdb polars pyarrow
    marimo edit notebooks/councils.py -- --database malbild.duckdb

The file is opened read-only and closed again, so that a refresh is seen by the next run and disturbs nothing.
"""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import altair as alt
    import duckdb
    import marimo as mo

    database = mo.cli_args().get("database") or "malbild.duckdb"

    def frame(query, **values):
        """The rows of a query as a polars frame; `$name` in it stands for a value."""
        with duckdb.connect(database, read_only=True) as connection:
            return connection.sql(query, params=values or None).pl()

    return alt, frame, mo


@app.cell
def _(frame):
    # Indicators that the most councils print a final outcome or an årsmål of.
    indicators = frame(
        """
        select indicator, count(distinct district) as councils
        from marts.district_comparison
        group by indicator
        order by councils desc, indicator
        """
    )
    return (indicators,)


@app.cell
def _(indicators, mo):
    names = indicators["indicator"].to_list()
    chosen = mo.ui.dropdown(options=names, value=names[0], label="Indikator")
    chosen
    return (chosen,)


@app.cell
def _(chosen, frame):
    rows = frame(
        """
        select
            district,
            year,
            outcome,
            is_final,
            annual_target,
            kf_target,
            unit,
            desired_direction,
            source_file,
            line_start
        from marts.district_comparison
        where indicator = $indicator
        order by year, district
        """,
        indicator=chosen.value,
    )
    rows
    return (rows,)


@app.cell
def _(alt, chosen, rows):
    # Circle: final outcome. Bar: the council's årsmål. Hollow diamond: KF's.
    base = alt.Chart(rows).encode(y=alt.Y("district:N", title=None), row=alt.Row("year:O", title=None))
    unit = rows["unit"].drop_nulls().unique().to_list()
    axis = alt.Axis(title=unit[0] if len(unit) == 1 else None)
    plot = (
        alt.layer(
            base.mark_point(shape="diamond", size=90, color="black").encode(x=alt.X("kf_target:Q", axis=axis)),
            base.mark_tick(thickness=4, color="black").encode(x=alt.X("annual_target:Q", axis=axis)),
            base.mark_circle(size=110, color="black").encode(x=alt.X("outcome:Q", axis=axis)),
        )
        .resolve_scale(y="independent")
        .properties(title=chosen.value)
    )
    plot
    return (plot,)


if __name__ == "__main__":
    app.run()
