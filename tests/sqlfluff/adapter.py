"""What sqlfluff's templater lacks of dbt: `adapter.dispatch`, which here always gives DuckDB's macro."""

from collections.abc import Callable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str, package: str) -> Callable[..., Any]:
    """DuckDB's macro of a name."""
    return context.resolve(f"duckdb__{name}")
