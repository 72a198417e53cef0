"""Events as the ledger stores them: pseudonymous, typed, and encoded for binary COPY."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import polars_hash as plh
import pyarrow as pa
from pgpq import ArrowToPostgresBinaryEncoder
from pgpq.encoders import LargeStringEncoderBuilder
from pgpq.schema import Jsonb

from warehouse.ledger.metered_attributes import only_metered
from warehouse.sources import Source

# Columns that stand under another name once they are pseudonymous.
PSEUDONYMOUS = {"user_id": "user_key", "ip": "ip_key", "user_agent": "agent_key"}
COLUMNS = (
    "usage_at", "load_id", "line_no", "event_key", "payload_digest", "user_key", "ip_key", "agent_key", "latency_us",
    "request_bytes", "response_bytes", "records_new", "records_changed", "usage_date", "status_code",
    "is_time_assigned", "event_type", "provider_id", "api_id", "endpoint", "method", "operation", "client_id",
    "project_id", "credential_id", "dealer_id", "country", "region", "city", "quantity", "attributes",
)  # fmt: skip
# What a record can say itself. The places are part of every digest: a new column goes to the end.
SENT = (
    "event_type", "api_id", "endpoint", "path", "method", "operation", "status_code", "client_id", "project_id",
    "user_key", "credential_id", "dealer_id", "ip_key", "agent_key", "country", "region", "city", "latency_us",
    "request_bytes", "response_bytes", "records_new", "records_changed", "quantity", "attributes",
)  # fmt: skip


def sent_columns(source: Source) -> tuple[str, ...]:
    """What a record of the source can say itself, beside its id and time; not what is derived, constant or assigned.

    Two records with one id are the same if these agree.
    """
    given = {column for column, rule in source.rules.items() if rule.field} - {"usage_at", "provider_id"}
    if "request" in given:
        given = given - {"request"} | {"method", "path"}
    named = {PSEUDONYMOUS.get(column, column) for column in given}
    return tuple(column for column in SENT if column in named)


def stored_rows(
    events: pl.DataFrame,
    load_id: int,
    sent: Sequence[str],
    erased: Collection[bytes] = (),
    metered: Collection[str] = (),
) -> pa.Table:
    """Pseudonymised events, shape (rows, columns of raw.usage_events), keys as 16 bytes.

    `sent`: the columns that the payload's digest is made of; `erased`: users of whom no more than usage is stored, with
    those of its attributes that are `metered`.
    """
    frame = events.with_columns(
        pl.lit(load_id, dtype=pl.Int64).alias("load_id"),
        pl.col("usage_at").dt.date().alias("usage_date"),
        _as_sent(events, sent).alias("sent"),
    ).with_columns(plh.col("sent").nchash.xxh3_128(return_binary=True, byte_order="big").alias("payload_digest"))
    if erased:
        frame = _without_words(frame, erased, metered)
    stored = frame.select(name for name in COLUMNS if name in frame.columns)
    table = stored.to_arrow(compat_level=pl.CompatLevel.oldest())
    event_key = _uuid_bytes(frame["event_key_high"], frame["event_key_low"])
    return table.append_column("event_key", event_key).select(COLUMNS)


def _without_words(frame: pl.DataFrame, erased: Collection[bytes], metered: Collection[str]) -> pl.DataFrame:
    """Without what records of erased users say besides, in words of their own or by a key of their user's."""
    others = pl.col("user_key").is_in(list(erased)).not_().fill_null(True)
    hers = pl.when(~others).then(pl.col("attributes") if metered else pl.lit(None, dtype=pl.String))
    kept = hers.map_elements(lambda said: only_metered(said, metered), return_dtype=pl.String)
    return frame.with_columns(
        pl.when(others).then(pl.col("attributes")).otherwise(kept).alias("attributes"),
        pl.when(others).then(pl.col("credential_id")).alias("credential_id"),
    )


@dataclass(frozen=True)
class Encoded:
    """Rows as one binary COPY: the columns' names, and the bytes in pieces."""

    columns: tuple[str, ...]
    pieces: tuple[bytes, ...]


def encode(table: pa.Table) -> Encoded:
    """The table as a binary COPY into columns of its names."""
    return Encoded(tuple(table.column_names), tuple(_pieces(table)))


def _pieces(table: pa.Table) -> Iterator[bytes]:
    encoders = {field.name: ArrowToPostgresBinaryEncoder.infer_encoder(field) for field in table.schema}
    if "attributes" in encoders:
        field = table.schema.field("attributes")
        encoders["attributes"] = LargeStringEncoderBuilder.new_with_output(field, Jsonb())
    encoder = ArrowToPostgresBinaryEncoder.new_with_encoders(table.schema, encoders)
    yield encoder.write_header()
    for batch in table.to_batches():
        yield encoder.write_batch(batch)
    yield encoder.finish()


def _as_sent(frame: pl.DataFrame, sent: Sequence[str]) -> pl.Expr:
    """Which columns have a value, as bits, and those values: a column mapped later changes no digest of the others."""
    given = [name for name in sent if frame[name].null_count() < frame.height]
    bits = [pl.col(name).is_not_null().cast(pl.Int64) * 2 ** SENT.index(name) for name in given]
    texts = [
        pl.col(name).bin.encode("hex") if frame.schema[name] == pl.Binary else pl.col(name).cast(pl.String)
        for name in given
    ]
    # NUL stands in no stored text, so that no value can pass for two.
    return pl.concat_str([pl.sum_horizontal(pl.lit(0), *bits), *texts], separator="\0", ignore_nulls=True)


def _uuid_bytes(high: pl.Series, low: pl.Series) -> pa.Array:
    pairs = np.empty((len(high), 2), ">u8")
    pairs[:, 0], pairs[:, 1] = high.to_numpy(), low.to_numpy()
    return pa.Array.from_buffers(pa.binary(16), len(high), [None, pa.py_buffer(pairs)])
