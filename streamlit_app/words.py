"""The words of the dashboard. Those of the choices stand in its links: changing one breaks links that people kept."""

from typing import Literal

PERIODS = {
    "last_7": "Last 7 days",
    "last_30": "Last 30 days",
    "this_month": "This month",
    "previous_month": "Previous month",
    "custom": "Custom",
}
AGAINST = {"previous": "Previous period", "last_year": "Last year"}
ZONES = {"utc": "UTC", "local": "Local"}

Grain = Literal["hour", "usage_date", "week", "month"]
GRAINS = {"auto": "Auto", "hour": "Hour", "usage_date": "Day", "week": "Week", "month": "Month"}

DIMENSIONS = {
    "outcome": "Outcome",
    "client": "Client",
    "agency": "Agency",
    "project": "Project",
    "dealer": "Dealer",
    "provider": "Provider",
    "api": "API",
    "endpoint": "Endpoint",
    "operation": "Operation",
    "status_code": "Status",
    "user": "User",
    "age_band": "Age",
    "gender": "Gender",
    "income_band": "Income",
    "spend_band": "Spend",
    "ip": "IP address",
    "country": "Country",
    "region": "Region",
    "city": "City",
}
MEASURES = {
    "requests": "Requests",
    "success_rate": "Success rate",
    "response_bytes": "Data out",
    "latency_p95_ms": "Latency p95",
    "unique_users": "Unique users",
    "client_errors": "Client errors",
    "server_errors": "Server errors",
    "records_total": "Records",
}
OUTCOMES = {"success": "Success", "client_error": "Client error", "server_error": "Server error"}
OTHERS = "All others"


def value_label(dimension: str, value: str) -> str:
    """A value as it is shown: outcomes have names of their own, all others are shown as they are."""
    return OUTCOMES.get(value, value) if dimension == "outcome" else value


def plain(text: str) -> str:
    """Text that others may have written, so that Markdown takes it for nothing but text."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]()<>#+-.!|~$:" else letter for letter in text)
