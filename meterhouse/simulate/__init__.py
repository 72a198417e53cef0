"""A simulated world of usage logs, with everything that goes wrong with logs, and the right totals beside it."""

from meterhouse.simulate.simulation import simulate
from meterhouse.simulate.truth import Truth, read_truth

__all__ = ["Truth", "read_truth", "simulate"]
