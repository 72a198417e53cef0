"""Sources for files that no definition describes: fields are found by their usual names."""

from typing import get_args

from pydantic import ValidationError

from warehouse.errors import SourceError
from warehouse.sources.checks import check_name, did_you_mean, quoted
from warehouse.sources.columns import FORMAT_RULES
from warehouse.sources.model import FORMATS, FieldRule, Format, Source

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "usage_at": ("time", "timestamp", "ts", "@timestamp", "time_iso8601", "time_local", "datetime", "date", "usage_at"),
    "request": ("request", "request_line"),
    "method": ("method", "request_method", "http_method", "verb"),
    "path": ("path", "request_uri", "uri", "url", "request_path"),
    "endpoint": ("endpoint", "route"),
    "status_code": ("status", "status_code", "response", "response_code", "response_status", "code"),
    "ip": ("remote_ip", "client_ip", "ip", "remote_addr", "source_ip", "clientip", "ip_address"),
    "user_agent": ("agent", "user_agent", "http_user_agent", "useragent"),
    "response_bytes": ("bytes", "body_bytes_sent", "bytes_sent", "response_bytes", "response_size", "size"),
    "request_bytes": ("request_bytes", "request_length", "bytes_received"),
    "latency_us": ("latency_us", "duration_us"),
    "api_id": ("api", "api_id", "service"),
    "client_id": ("client", "client_id", "remote_user", "account_id"),
    "project_id": ("project", "project_id"),
    "user_id": ("user", "user_id"),
    "credential_id": ("credential", "credential_id", "api_key_id"),
    "dealer_id": ("dealer", "dealer_id"),
    "country": ("country", "country_code"),
    "region": ("region",),
    "city": ("city",),
    "records_new": ("records_new",),
    "records_changed": ("records_changed",),
    "quantity": ("quantity", "qty"),
}
DEFAULT_API = "web"


def adhoc_source(format: str, provider_id: str, client_id: str | None = None) -> Source:  # noqa: A002
    """A source of that format for one provider, and one client if given; records are known by their position.

    Raises `SourceError` when the format is none of combined, common, alb, json, csv, parquet, or a name is none.
    """
    if format not in get_args(Format):
        near = did_you_mean(format, FORMATS)
        raise SourceError(f"format: {quoted(format)} is not among {', '.join(FORMATS)}{near}")
    rules = _rules(names_fields=format in FORMAT_RULES)
    rules["provider_id"] = FieldRule(constant=_name("provider", provider_id))
    if client_id is not None:
        rules["client_id"] = FieldRule(constant=_name("client", client_id))
    try:
        return Source.model_validate({"name": _adhoc_name(format), "format": format, "fields": rules})
    except ValidationError as error:
        raise SourceError(f"format {format}: {error.errors()[0]['msg']}") from None


def adhoc_again(kept: Source) -> Source:
    """An ad-hoc source as it is made now of the options it was made of; another source as it was kept."""
    if kept.name != _adhoc_name(kept.format):
        return kept
    provider, client = (kept.fields.get(column, FieldRule(constant="")) for column in ("provider_id", "client_id"))
    return adhoc_source(kept.format, provider.constant or "", client.constant or None)


def _adhoc_name(format: str) -> str:  # noqa: A002
    return f"adhoc_{format}"


def _name(what: str, given: str) -> str:
    try:
        return check_name(given, what)
    except ValueError as error:
        raise SourceError(str(error)) from None


def _rules(names_fields: bool) -> dict[str, FieldRule]:
    """The rules beside those of the format itself, if that names the fields."""
    if names_fields:
        return {"api_id": FieldRule(constant=DEFAULT_API)}
    rules = {column: FieldRule(field=names, optional=True) for column, names in USUAL_NAMES.items()}
    rules["api_id"] = FieldRule(field=USUAL_NAMES["api_id"], constant=DEFAULT_API, optional=True)
    rules["usage_at"] = FieldRule(field=USUAL_NAMES["usage_at"])
    return rules
