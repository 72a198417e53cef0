"""A report as a table for people: thousands set apart, shares as per cent, bytes in binary units."""

from decimal import Decimal
from io import StringIO
from typing import Any, Literal

from rich.align import Align
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.reports.report import Column, Report

Side = Literal["left", "right"]

_BYTE_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


# Wider than any report: what is not a terminal wraps nothing.
_UNBOUNDED = 10_000
# Rich would let a column of words vanish before it shortens a number.
_NARROWEST_TEXT = 6


def table_text(report: Report) -> str:
    """The table as plain text, as wide as it needs to be."""
    sink = StringIO()
    print_table(report, Console(file=sink, width=_UNBOUNDED, color_system=None))
    return "".join(line.rstrip() + "\n" for line in sink.getvalue().splitlines())


def print_table(report: Report, console: Console) -> None:
    """Prints the table, closer and with broken headings if the console is narrow, and what it is about."""
    table = _table(report)
    unbounded = console.options.update(max_width=_UNBOUNDED)
    if console.measure(table, options=unbounded).maximum > console.width:
        table = _table(report, joint="_\n", padding=0)
    console.print(table, Text(f"  {_caption(report)}", style="dim italic"))


def _table(report: Report, joint: str = "_", padding: int = 1) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, padding))
    for column in report.columns:
        side: Side = "left" if column.unit in ("text", "date", "hour", "instant") else "right"
        table.add_column(
            Align(column.name.replace("_", joint), side, vertical="bottom"),
            justify=side,
            overflow="fold" if column.unit == "text" else "ellipsis",
            no_wrap=column.unit != "text",
            min_width=_NARROWEST_TEXT if column.unit == "text" else None,
        )
    for row in report.frame.iter_rows():
        # As Text: values are what others sent, and brackets in them are no markup.
        table.add_row(*(Text(shown(c, value)) for c, value in zip(report.columns, row, strict=True)))
    return table


def shown(column: Column, value: Any) -> str:
    """One value as people read it; a dash if there is none."""
    if value is None:
        return "–"
    match column.unit:
        case "count":
            return f"{value:,}"
        case "bytes":
            return _bytes(float(value))
        case "share":
            return f"{value:.2%}"
        case "change" | "points":
            return f"{value:+.1%}"
        case "ms" | "seconds":
            return f"{value:,.1f}"
        case "cents":
            return f"{Decimal(value) / 100:,.2f}"
        case "exact":
            return _exact(value)
        case "exacts":
            return " ".join(map(_exact, value))
        case "flag":
            return "yes" if value else "no"
        case "dates":
            return " ".join(map(str, value))
        case "hour" | "instant":
            return f"{value:%Y-%m-%d %H:%M}"
        case _:
            # What others sent may hold escape sequences, which a terminal would obey.
            return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in str(value))


def _exact(value: Decimal) -> str:
    """All of its digits, and no zeros behind the last one."""
    return f"{value:,f}".rstrip("0").rstrip(".") if value else "0"


def _bytes(value: float) -> str:
    unit = 0
    while abs(value) >= 1024 and unit < len(_BYTE_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.0f} B" if unit == 0 else f"{value:.1f} {_BYTE_UNITS[unit]}"


def _caption(report: Report) -> str:
    rows = report.frame.height
    about = [f"{rows:,} {'row' if rows == 1 else 'rows'}", f"from {', '.join(report.marts)}"]
    if report.period:
        about.insert(0, str(report.period))
    elif {"from", "until"} <= set(report.told):
        about.insert(0, f"{report.told['from']} until {report.told['until']}")
    if report.compared_with:
        about.insert(1, f"before: {report.compared_with}")
    about += report.notes
    return " · ".join(about)
