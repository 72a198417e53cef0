"""Which ids the events of a chunk name, by day: so that a reference that comes late rebuilds those days only."""

import polars as pl
import pyarrow as pa

_IDS = {
    "clients": pl.col("client_id"),
    "projects": pl.col("project_id"),
    "dealers": pl.col("dealer_id"),
    "users": pl.col("user_key").bin.encode("hex"),
    # As a listing of the API joins them.
    "apis": pl.concat_str(
        pl.col("provider_id").str.replace_all("%", "%25", literal=True).str.replace_all("/", "%2F", literal=True),
        pl.lit("/"),
        pl.col("api_id"),
    ),
}
_COLUMNS = {"clients": ["client_id"], "projects": ["project_id"], "dealers": ["dealer_id"], "users": ["user_key"],
            "apis": ["provider_id", "api_id"]}  # fmt: skip


def named_ids(events: pl.DataFrame) -> pa.Table:
    """Distinct (`kind`, `id`, `usage_date`) of pseudonymised events; ids that are null name nobody."""
    dated = events.with_columns(pl.col("usage_at").dt.date().alias("usage_date"))
    frames = [
        dated.select("usage_date", *_COLUMNS[kind])
        .unique()
        .select(pl.lit(kind).alias("kind"), expression.alias("id"), "usage_date")
        .drop_nulls("id")
        for kind, expression in _IDS.items()
    ]
    return pl.concat(frames).to_arrow(compat_level=pl.CompatLevel.oldest())
