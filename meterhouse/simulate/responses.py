"""How the world answers: status codes with an outage, log-normal latencies and sizes, records and quantities."""

from datetime import date

import numpy as np
import numpy.typing as npt

from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.rhythm import DAY_US, midnight_us
from meterhouse.simulate.routes import ROUTES

CLIENT_ERRORS = np.array([400, 401, 403, 404, 404, 404, 409, 422, 429])
UNKNOWN_ERRORS = np.array([404, 404, 404, 404, 404, 403, 400])
SERVER_ERRORS = np.array([500, 500, 502, 503, 504])
# Served without credentials; anything else answers 401 to strangers.
PUBLIC_TEMPLATES = ("/", "/login", "/health", "/docs/quickstart")
SUCCESSES = {"POST": 201, "DELETE": 204}
# One template fails for four hours of one day, at this share of its requests.
OUTAGE_TEMPLATE = "/v1/search"
OUTAGE_SHARE = 0.4
OUTAGE_HOURS = (12, 16)
LATENCY_SPREAD = 0.55
SIZE_SPREAD = 0.7

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def draw_responses(
    route: IntArray,
    client: IntArray,
    at: IntArray,
    is_access: BoolArray,
    first_day: date,
    days: int,
    rng: np.random.Generator,
) -> dict[str, IntArray]:
    """Status, latency (µs), bytes, records and quantity (thousandths) of each event; −1 is missing."""
    status = _draw_statuses(route, client, _outage(route, at, first_day, days, rng), rng)
    is_success = status < 400
    none = np.full(len(route), -1)
    return {
        "status": status,
        "latency_us": _draw_latencies(route, rng),
        "request_bytes": np.where(is_access, none, rng.integers(80, 2_400, len(route))),
        "response_bytes": _draw_sizes(route, status, rng),
        **_draw_records(route, is_success & ~is_access, rng),
        "quantity_milli": np.where(
            np.array([each.has_quantity for each in ROUTES])[route] & is_success & ~is_access,
            125 * rng.geometric(0.2, len(route)),
            none,
        ),
        "attributes": np.where(is_access, none, rng.choice(4, len(route), p=(0.5, 0.3, 0.15, 0.05)) - 1),
    }


def _outage(route: IntArray, at: IntArray, first_day: date, days: int, rng: np.random.Generator) -> BoolArray:
    hours = (at - midnight_us(first_day) - int(rng.integers(days)) * DAY_US) / (DAY_US / 24)
    is_hit = np.array([each.template == OUTAGE_TEMPLATE for each in ROUTES])[route]
    return is_hit & (hours >= OUTAGE_HOURS[0]) & (hours < OUTAGE_HOURS[1])


def _draw_statuses(route: IntArray, client: IntArray, is_out: BoolArray, rng: np.random.Generator) -> IntArray:
    size = len(route)
    fate = rng.random(size)
    server_error = np.where(is_out, OUTAGE_SHARE, np.array([each.server_error for each in ROUTES])[route])
    client_error = np.array([each.client_error for each in ROUTES])[route]
    is_unknown = np.array([each.template is None for each in ROUTES])[route]
    success = np.array([SUCCESSES.get(each.method, 200) for each in ROUTES])[route]
    refused = np.where(
        is_unknown, UNKNOWN_ERRORS[rng.integers(0, 7, size)], CLIENT_ERRORS[rng.integers(0, len(CLIENT_ERRORS), size)]
    )
    is_open = is_unknown | np.array([each.template in PUBLIC_TEMPLATES for each in ROUTES])[route]
    is_stranger = (client < 0) & ~is_open
    refused = np.where(is_stranger, 401, refused)
    is_refused = is_stranger | (fate < server_error + client_error)
    return np.where(
        fate < server_error, SERVER_ERRORS[rng.integers(0, 5, size)], np.where(is_refused, refused, success)
    )


def _draw_latencies(route: IntArray, rng: np.random.Generator) -> IntArray:
    """Microseconds, never below 1,000, so that whole milliseconds keep a latency above zero."""
    median = np.array([each.latency_ms * 1000 for each in ROUTES])[route]
    drawn = median * np.exp(LATENCY_SPREAD * rng.standard_normal(len(route)))
    latency = np.maximum(drawn, 1_000).astype(np.int64)
    return np.where(rng.random(len(route)) < 0.004, -1, latency)


def _draw_sizes(route: IntArray, status: IntArray, rng: np.random.Generator) -> IntArray:
    median = np.array([each.response_bytes for each in ROUTES])[route]
    drawn = (median * np.exp(SIZE_SPREAD * rng.standard_normal(len(route)))).astype(np.int64)
    return np.where(status == 204, 0, np.where(status >= 400, 120 + drawn % 200, drawn))


def _draw_records(route: IntArray, is_given: BoolArray, rng: np.random.Generator) -> dict[str, IntArray]:
    """Records new and changed of answered requests on the routes that bring records."""
    is_given = is_given & np.array([each.brings_records for each in ROUTES])[route]
    new, changed = np.full((2, len(route)), -1)
    new[is_given] = rng.poisson(2.5, int(is_given.sum()))
    changed[is_given] = rng.poisson(6.0, int(is_given.sum()))
    return {"records_new": new, "records_changed": changed}
