"""Access logs as nginx writes them: `combined`, and `combined` with request id and request time behind it."""

import polars as pl

from meterhouse.simulate.places import AGENTS, SCANNER_AGENTS
from meterhouse.simulate.streams import Stream
from meterhouse.simulate.text import StreamText, join_lines, one_of
from meterhouse.simulate.world import World


def render_access_lines(rows: pl.DataFrame, stream: Stream, world: World) -> StreamText:
    """One line per row; times in the stream's own offset from UTC."""
    requests = [
        f'"{route.method} {path} HTTP/1.1" ' for route, path in zip(world.path_routes, world.paths.texts, strict=True)
    ]
    pieces: list[pl.Expr | str] = [
        one_of(world.people.addresses.ids, "address"),
        one_of([f" - {client.client_id} [" for client in world.people.clients], "client", " - - ["),
        _local_times(stream.offset_minutes),
        one_of(requests, "path"),
        pl.col("status"),
        " ",
        pl.col("response_bytes"),
        one_of([f' "-" "{agent}"' for agent in AGENTS + SCANNER_AGENTS], "agent"),
    ]
    if stream.kind == "request_id":
        pieces += [" ", pl.col("request_id"), " ", _seconds()]
    return join_lines(rows, pieces)


def _local_times(offset_minutes: int) -> pl.Expr:
    local = (pl.col("usage_at") + offset_minutes * 60_000_000).cast(pl.Datetime("us"))
    hours, minutes = divmod(offset_minutes, 60)
    return local.dt.to_string(f"%d/%b/%Y:%H:%M:%S +{hours:02d}{minutes:02d}] ")


def _seconds() -> pl.Expr:
    """Milliseconds as `0.123`; `-`, as nginx writes an empty variable, where there is no latency."""
    milliseconds = pl.col("latency_us") // 1000
    whole = (milliseconds // 1000).cast(pl.String)
    thousandths = (milliseconds % 1000).cast(pl.String).str.zfill(3)
    return pl.when(pl.col("latency_us") < 0).then(pl.lit("-")).otherwise(pl.concat_str(whole, pl.lit("."), thousandths))
