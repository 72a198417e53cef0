"""Events as the ledger stores them: pseudonymous, typed, and encoded for binary COPY."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import polars_hash as plh
import pyarrow as pa
from pgpq import ArrowToPostgresBinaryEncoder
from pgpq.encoders import LargeStringEncoderBuilder
from pgpq.schema import Jsonb

# What was sent, and not what was derived or assigned: two records with one id are the same if these agree.
SENT = (
    "method", "path", "status_code", "client_id", "project_id", "user_key", "credential_id", "dealer_id", "ip_key",
    "agent_key", "country", "region", "city", "latency_us", "request_bytes", "response_bytes", "records_new",
    "records_changed", "quantity", "attributes",
)  # fmt: skip
COLUMNS = (
    "usage_at", "load_id", "line_no", "event_key", "payload_digest", "user_key", "ip_key", "agent_key", "latency_us",
    "request_bytes", "response_bytes", "records_new", "records_changed", "usage_date", "status_code",
    "is_time_assigned", "event_type", "provider_id", "api_id", "endpoint", "method", "operation", "client_id",
    "project_id", "credential_id", "dealer_id", "country", "region", "city", "quantity", "attributes",
)  # fmt: skip


def stored_rows(events: pl.DataFrame, load_id: int) -> pa.Table:
    """Pseudonymised events, shape (rows, columns of raw.usage_events), keys as 16 bytes."""
    frame = events.with_columns(
        pl.lit(load_id, dtype=pl.Int64).alias("load_id"),
        pl.col("usage_at").dt.date().alias("usage_date"),
        _as_sent(events).alias("sent"),
    ).with_columns(plh.col("sent").nchash.xxh3_128(return_binary=True, byte_order="big").alias("payload_digest"))
    stored = frame.select(name for name in COLUMNS if name in frame.columns)
    table = stored.to_arrow(compat_level=pl.CompatLevel.oldest())
    event_key = _uuid_bytes(frame["event_key_high"], frame["event_key_low"])
    return table.append_column("event_key", event_key).select(COLUMNS)


def encoded(table: pa.Table) -> Iterator[bytes]:
    """The bytes of one binary COPY of the table."""
    encoders = {field.name: ArrowToPostgresBinaryEncoder.infer_encoder(field) for field in table.schema}
    if "attributes" in encoders:
        field = table.schema.field("attributes")
        encoders["attributes"] = LargeStringEncoderBuilder.new_with_output(field, Jsonb())
    encoder = ArrowToPostgresBinaryEncoder.new_with_encoders(table.schema, encoders)
    yield encoder.write_header()
    for batch in table.to_batches():
        yield encoder.write_batch(batch)
    yield encoder.finish()


def _as_sent(frame: pl.DataFrame) -> pl.Expr:
    sent = [pl.col(name) for name in SENT]
    texts = [
        column.bin.encode("hex") if frame.schema[name] == pl.Binary else column.cast(pl.String)
        for name, column in zip(SENT, sent, strict=True)
    ]
    # NUL, which no stored text can hold, keeps a missing value apart from an empty one.
    return pl.concat_str([text.fill_null("\x00") for text in texts], separator="\x1f")


def _uuid_bytes(high: pl.Series, low: pl.Series) -> pa.Array:
    pairs = np.empty((len(high), 2), ">u8")
    pairs[:, 0], pairs[:, 1] = high.to_numpy(), low.to_numpy()
    return pa.Array.from_buffers(pa.binary(16), len(high), [None, pa.py_buffer(pairs)])
