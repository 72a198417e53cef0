"""The names a source definition may use: columns of a usage event, fields of access logs, limits on a load."""

TEXT_COLUMNS = (
    "event_type", "provider_id", "api_id", "client_id", "project_id", "user_id", "credential_id", "dealer_id",
    "country", "region", "city",
)  # fmt: skip
COUNT_COLUMNS = ("latency_us", "request_bytes", "response_bytes", "records_new", "records_changed")
# `request` is a whole request line, "GET /x HTTP/1.1"; `path` a request target that becomes an endpoint by template;
# `endpoint` a template that the record already carries.
MAPPED_COLUMNS = (
    "usage_at", "request", "method", "path", "endpoint", "operation", "status_code", *TEXT_COLUMNS, "ip", "user_agent",
    *COUNT_COLUMNS, "quantity", "attributes",
)  # fmt: skip
REQUIRED_COLUMNS = ("usage_at", "provider_id", "api_id")
COLUMNS_WITH_UNIT = ("usage_at", "latency_us")

ACCESS_LOG_FIELDS = (
    "remote_addr", "remote_user", "time", "method", "path", "status", "bytes", "referer", "user_agent"
)  # fmt: skip
COMMON_RULES = {
    "usage_at": "time",
    "ip": "remote_addr",
    "client_id": "remote_user",
    "method": "method",
    "path": "path",
    "status_code": "status",
    "response_bytes": "bytes",
}
COMBINED_RULES = {**COMMON_RULES, "user_agent": "user_agent"}

PROFILE_COLUMNS = (
    "quarantined_share", "hours_ahead", "status_code_least", "status_code_greatest", "volume_ratio",
    "status_code_null_share", "client_id_null_share", "project_id_null_share", "user_id_null_share",
    "dealer_id_null_share", "ip_null_share", "latency_us_null_share", "response_bytes_null_share",
)  # fmt: skip
EXPECTATIONS = tuple(f"{column}_{side}" for column in PROFILE_COLUMNS for side in ("max", "min"))
