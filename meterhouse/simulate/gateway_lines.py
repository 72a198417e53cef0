"""A gateway's records as JSON lines and as CSV."""

import csv
import io
import json
import re
from itertools import groupby

import polars as pl

from meterhouse.simulate.gateway_columns import NUMBERS, decimal_quantity, iso_time, text_pools
from meterhouse.simulate.places import ATTRIBUTES
from meterhouse.simulate.text import StreamText, join_lines, number, one_of
from meterhouse.simulate.world import World

# One encoder for all: `json.dumps` makes a new one for every text.
_as_json = json.JSONEncoder(ensure_ascii=False).encode
_PLAIN = re.compile('[^",\r\n]*')


def render_json_lines(rows: pl.DataFrame, world: World) -> StreamText:
    """One JSON object per row; what is missing is left out."""
    pieces: list[pl.Expr | str] = ['{"time":"', iso_time(), '","request_id":"', pl.col("request_id"), '"']
    for index, fields in _by_index(world):
        members = zip(*([_member(field, value) for value in pool] for field, pool in fields), strict=True)
        pieces.append(one_of(["".join(each) for each in members], index))
    for field, column in NUMBERS.items():
        pieces.append(pl.concat_str(pl.lit(f',"{field}":'), number(column)))
    pieces.append(pl.concat_str(pl.lit(',"quantity":'), decimal_quantity()))
    pieces.append(one_of([f',"attributes":{value}' for value in ATTRIBUTES], "attributes"))
    return join_lines(rows, [*pieces, "}"])


def render_csv_lines(rows: pl.DataFrame, world: World) -> StreamText:
    """One row per line under a header, without request ids; quoted where RFC 4180 asks for it."""
    pieces: list[pl.Expr | str] = [iso_time()]
    for index, fields in _by_index(world):
        cells = zip(*([f",{_quoted(value)}" for value in pool] for _, pool in fields), strict=True)
        pieces.append(one_of(["".join(each) for each in cells], index, missing="," * len(fields)))
    for column in NUMBERS.values():
        pieces += [",", number(column)]
    header = ",".join(["time", *text_pools(world), *NUMBERS, "quantity"])
    return join_lines(rows, [*pieces, ",", decimal_quantity()], f"{header}\n")


def _by_index(world: World) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Neighbouring fields that hang on the same index, together: one look-up writes them all."""
    pools = [(index, field, pool) for field, (index, pool) in text_pools(world).items()]
    return [(index, [entry[1:] for entry in group]) for index, group in groupby(pools, key=lambda entry: entry[0])]


def _member(field: str, value: str) -> str:
    return f',"{field}":{_as_json(value)}' if value else ""


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([value])
    return written.getvalue()
