"""What one usage event must be: its columns, the values they may hold, and why a record is not one."""

from enum import StrEnum

import polars as pl

# `path` is the request target as it was sent: it enters the payload digest and is not stored.
EVENT_SCHEMA: dict[str, pl.DataType] = {
    "line_no": pl.Int64(),
    "event_key_high": pl.UInt64(),
    "event_key_low": pl.UInt64(),
    "usage_at": pl.Datetime("us", "UTC"),
    "is_time_assigned": pl.Boolean(),
    "event_type": pl.String(),
    "provider_id": pl.String(),
    "api_id": pl.String(),
    "endpoint": pl.String(),
    "path": pl.String(),
    "method": pl.String(),
    "operation": pl.String(),
    "status_code": pl.Int16(),
    "client_id": pl.String(),
    "project_id": pl.String(),
    "user_id": pl.String(),
    "credential_id": pl.String(),
    "dealer_id": pl.String(),
    "ip": pl.String(),
    "user_agent": pl.String(),
    "country": pl.String(),
    "region": pl.String(),
    "city": pl.String(),
    "latency_us": pl.Int64(),
    "request_bytes": pl.Int64(),
    "response_bytes": pl.Int64(),
    "records_new": pl.Int64(),
    "records_changed": pl.Int64(),
    "quantity": pl.Decimal(38, 9),
    "attributes": pl.String(),
}

ANONYMOUS = "anonymous"
DEFAULT_EVENT_TYPE = "request"

OPERATIONS = {
    "GET": "read",
    "HEAD": "read",
    "OPTIONS": "read",
    "POST": "write",
    "PUT": "edit",
    "PATCH": "edit",
    "DELETE": "delete",
}
OTHER_OPERATION = "other"
OPERATION_NAMES = ("read", "write", "edit", "delete", OTHER_OPERATION)

STATUS_RANGE = (100, 599)
# Sums of counts are bigint in the marts. Thousands of records at this bound still add up without overflow, and no
# response has a petabyte; without the bound two forged lines would stop the build of their day.
COUNT_RANGE = (0, 10**15)
QUANTITY_RANGE = (-(10**18), 10**18)
YEAR_RANGE = (1990, 2100)
# Names are part of a mart's grain, and PostgreSQL limits one index row to 2,704 bytes for all of them together.
MAX_NAME_BYTES = 200


class QuarantineReason(StrEnum):
    """Why a record waits in quarantine; the list is fixed."""

    UNPARSEABLE = "unparseable"
    IMPOSSIBLE_DATE = "impossible_date"
    INVALID_UTF8 = "invalid_utf8"
    NUL_BYTE = "nul_byte"
    LINE_TOO_LONG = "line_too_long"
    OUT_OF_RANGE = "out_of_range"
    MISSING_FIELD = "missing_field"
    UNTERMINATED = "unterminated"
    CONFLICTING_DUPLICATE = "conflicting_duplicate"
    WRONG_VALUE = "wrong_value"
    UNKNOWN_ID = "unknown_id"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
