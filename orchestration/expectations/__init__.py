"""Is a load plausible? Great Expectations on a profile of the load decides; the ledger keeps verdict and evidence."""

from orchestration.expectations.check import CHECKED_BY, Finding, LoadCheck, check_load, check_loads, judge_loads

__all__ = ["CHECKED_BY", "Finding", "LoadCheck", "check_load", "check_loads", "judge_loads"]
