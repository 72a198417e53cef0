"""Why a line costs what it costs: from the invoice down to the lines of the files."""

from warehouse.reports.explaining.explain import Explanation, explain, rows_of
from warehouse.reports.explaining.line import BilledLine, find_line

__all__ = ["BilledLine", "Explanation", "explain", "find_line", "rows_of"]
