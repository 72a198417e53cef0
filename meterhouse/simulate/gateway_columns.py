"""A gateway's records as a table of named values: what its JSON, CSV and Parquet files hold."""

import polars as pl

from meterhouse.simulate.places import AGENTS, PLACES, SCANNER_AGENTS
from meterhouse.simulate.world import World

# Names a gateway gives its fields, with the frame's column that holds the value.
NUMBERS = {
    "status": "status",
    "latency_us": "latency_us",
    "request_bytes": "request_bytes",
    "response_bytes": "response_bytes",
    "records_new": "records_new",
    "records_changed": "records_changed",
}


def text_pools(world: World) -> dict[str, tuple[str, list[str]]]:
    """Field → (index column, pool of values, empty for none), in the order in which gateways write them."""
    people = world.people
    return {
        "provider": ("path", [route.provider for route in world.path_routes]),
        "api": ("path", [route.api for route in world.path_routes]),
        "method": ("path", [route.method for route in world.path_routes]),
        "path": ("path", world.paths.texts),
        "client": ("client", [client.client_id for client in people.clients]),
        "project": ("project", people.projects.ids),
        "credential": ("project", [f"key-{project}" for project in people.projects.ids]),
        "user": ("user", people.users.ids),
        "dealer": ("dealer", [dealer.dealer_id for dealer in people.dealers]),
        "ip": ("address", people.addresses.ids),
        "agent": ("agent", list(AGENTS + SCANNER_AGENTS)),
        "country": ("place", [place.country for place in PLACES]),
        "region": ("place", [place.region for place in PLACES]),
        "city": ("place", [place.city for place in PLACES]),
    }


def gateway_table(rows: pl.DataFrame, world: World) -> pl.DataFrame:
    """Typed columns: time (µs, UTC), texts, integers, quantity as decimal(18, 3); missing values are null."""
    texts = [
        pl.lit(pl.Series([*(text or None for text in pool), None], dtype=pl.String)).gather(pl.col(index)).alias(field)
        for field, (index, pool) in text_pools(world).items()
    ]
    numbers = [_present(column).alias(field) for field, column in NUMBERS.items()]
    quantity = decimal_quantity().str.to_decimal(scale=3).cast(pl.Decimal(18, 3))
    return rows.select(
        pl.col("usage_at").cast(pl.Datetime("us", "UTC")).alias("time"),
        pl.col("request_id"),
        *texts,
        *numbers,
        quantity.alias("quantity"),
    )


def iso_time() -> pl.Expr:
    """The event's time as ISO 8601 with microseconds and Z."""
    return pl.col("usage_at").cast(pl.Datetime("us")).dt.to_string("%Y-%m-%dT%H:%M:%S%.6fZ")


def decimal_quantity() -> pl.Expr:
    """The quantity with three decimals, null where there is none."""
    milli = pl.col("quantity_milli")
    text = pl.concat_str((milli // 1000).cast(pl.String), pl.lit("."), (milli % 1000).cast(pl.String).str.zfill(3))
    return pl.when(milli >= 0).then(text)


def _present(column: str) -> pl.Expr:
    return pl.when(pl.col(column) >= 0).then(pl.col(column))
