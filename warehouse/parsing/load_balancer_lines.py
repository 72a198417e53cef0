"""Lines of AWS Application Load Balancers, as AWS's user guide documents their access logs.

AWS adds fields at the end of a line: the first have 17, later ones 20, 25, 29, 30 and more. Fields that nobody knows
yet are passed over.
"""

import polars as pl

from warehouse.parsing.access_log_patterns import LINE_END, QUOTED, STRICT_TRAILING, LineForm, Piece, joined, named
from warehouse.sources.columns import ALB_FIELDS, ALB_TRAILING_FIELDS

_TIMES = ("request_processing_time", "target_processing_time", "response_processing_time")
# What a field is made of, where that is not the group of its name.
_MADE_OF = {"client_ip": ("client",), "processing_time": _TIMES}
_FIRST = (
    "type", "time", "elb", "client", "target", *_TIMES, "elb_status_code", "target_status_code", "received_bytes",
    "sent_bytes",
)  # fmt: skip
# Every line has these behind the user agent: ssl_cipher, ssl_protocol, target_group_arn and trace_id.
_ALWAYS_THERE = 4

_STRICT: tuple[Piece, ...] = (
    *((name, '([^ "]+) ') for name in _FIRST),
    ("", '"'), ("method", "([A-Z]+)"), ("", r' [a-z]+://[^ "\\/?#*]*'), ("path", r'(/[^ "\\]*)'),
    ("", ' HTTP/[0-9.]+" "'), ("user_agent", r'([^"\\]*)'), ("", '"'),
)  # fmt: skip
# What follows need not be looked at: it may be anything.
_WHOLE_FIELD = r"(?:[ \r\n]|$)"

_LENIENT_GROUPS = (*_FIRST, "request", "user_agent", "rest")
_LENIENT = (
    # AWS's own table definition for Athena allows for a status that is empty.
    "^" + "".join("([^ \"]*) " if name.endswith("_code") else '([^ "]+) ' for name in _FIRST)
    + r'"((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"'
    + rf'((?: (?:{QUOTED}|[^ "\r\n]+)){{{_ALWAYS_THERE}}}(?: [^\r\n]*)?){LINE_END}'
)  # fmt: skip
_ORIGIN = r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#*]*"

# So many digits that three of them add up within _SECONDS.
_NUMBER = r"^[0-9]{1,20}(?:\.[0-9]+)?$"
_NO_TIME = r"^-(?:1(?:\.0+)?)?$"
_SECONDS = pl.Decimal(38, 9)


def load_balancer_form(wanted: set[str]) -> LineForm:
    """The form of the lines in the format alb; `wanted` are the fields that are mapped."""
    groups = {"time"}.union(*(_MADE_OF.get(name, (name,)) for name in wanted))
    asked = [count for count, name in enumerate(ALB_TRAILING_FIELDS, 1) if name in wanted]
    trailing = ALB_TRAILING_FIELDS[: max(asked, default=0)]
    there = ALB_TRAILING_FIELDS[: max(len(trailing), _ALWAYS_THERE)]
    behind = tuple((name, f" {STRICT_TRAILING}") for name in there)
    return LineForm(
        strict=f"^{joined((*_STRICT, *behind), groups)}{_WHOLE_FIELD}",
        strict_groups=named((*_STRICT, *behind), groups),
        lenient=_LENIENT,
        lenient_groups=_LENIENT_GROUPS,
        escaped=("request", "user_agent"),
        fields=tuple(name for name in (*ALB_FIELDS, *ALB_TRAILING_FIELDS) if name in wanted),
        trailing=trailing,
        finish=_finished,
    )


def _finished(groups: pl.DataFrame) -> pl.DataFrame:
    made = []
    if "client" in groups.columns:
        made.append(pl.col("client").str.replace(r"^\[?([^\]]*)\]?:[0-9]+$", "$1").alias("client_ip"))
    if set(_TIMES) <= set(groups.columns):
        made.append(_processing_time().alias("processing_time"))
    if "request" in groups.columns:
        target = pl.col("path").str.replace(_ORIGIN, "")
        made.append(target.str.replace(r"^([?#]|$)", "/$1").alias("path"))
    return groups.with_columns(made)


def _processing_time() -> pl.Expr:
    """The three times added up, in seconds; null if one of them is -1, all three as written if one is no time."""
    times = [pl.col(name) for name in _TIMES]
    is_number = [time.str.contains(_NUMBER) for time in times]
    is_none = [time.str.contains(_NO_TIME) for time in times]
    is_known = [number | none for number, none in zip(is_number, is_none, strict=True)]
    seconds = [
        pl.when(number).then(time).cast(_SECONDS, strict=False) for time, number in zip(times, is_number, strict=True)
    ]
    total = pl.sum_horizontal(seconds, ignore_nulls=False)
    return (
        pl.when(total.is_not_null())
        .then(total.cast(pl.String))
        .when(pl.all_horizontal(is_known) & pl.any_horizontal(is_none))
        .then(None)
        .otherwise(pl.concat_str(times, separator=" "))
    )
