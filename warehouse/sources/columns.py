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
# AWS's names, in the order of the line, where it writes one value for one field. `client_ip`, `method` and `path` are
# parts of its `client:port` and `request`; `processing_time` adds up the three times.
ALB_FIELDS = (
    "type", "time", "elb", "client_ip", "target", "request_processing_time", "target_processing_time",
    "response_processing_time", "processing_time", "elb_status_code", "target_status_code", "received_bytes",
    "sent_bytes", "method", "path", "user_agent",
)  # fmt: skip
ALB_TRAILING_FIELDS = (
    "ssl_cipher", "ssl_protocol", "target_group_arn", "trace_id", "domain_name", "chosen_cert_arn",
    "matched_rule_priority", "request_creation_time", "actions_executed", "redirect_url", "error_reason",
    "target_port_list", "target_status_code_list", "classification", "classification_reason", "conn_trace_id",
    "transformed_host", "transformed_uri", "request_transform_status",
)  # fmt: skip

# What each format maps by itself, as a source definition would write it.
Rules = dict[str, dict[str, object]]
_COMMON_RULES: Rules = {
    "usage_at": {"field": "time"},
    "ip": {"field": "remote_addr"},
    "client_id": {"field": "remote_user"},
    "method": {"field": "method"},
    "path": {"field": "path"},
    "status_code": {"field": "status"},
    "response_bytes": {"field": "bytes"},
}
_ALB_RULES: Rules = {
    "usage_at": {"field": "time"},
    "ip": {"field": "client_ip"},
    "method": {"field": "method"},
    "path": {"field": "path"},
    # AWS writes 000 where it closed the connection without a response.
    "status_code": {"field": "elb_status_code", "missing": ("", "-", "000")},
    "user_agent": {"field": "user_agent"},
    "latency_us": {"field": "processing_time", "unit": "s"},
    "request_bytes": {"field": "received_bytes"},
    "response_bytes": {"field": "sent_bytes"},
}
FORMAT_RULES: dict[str, Rules] = {
    "combined": {**_COMMON_RULES, "user_agent": {"field": "user_agent"}},
    "common": _COMMON_RULES,
    "alb": _ALB_RULES,
}

PROFILE_COLUMNS = (
    "quarantined_share", "hours_ahead", "status_code_least", "status_code_greatest", "volume_ratio",
    "status_code_null_share", "client_id_null_share", "project_id_null_share", "user_id_null_share",
    "dealer_id_null_share", "ip_null_share", "latency_us_null_share", "response_bytes_null_share",
)  # fmt: skip
EXPECTATIONS = tuple(f"{column}_{side}" for column in PROFILE_COLUMNS for side in ("max", "min"))
