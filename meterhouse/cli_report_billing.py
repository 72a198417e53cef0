"""`meterhouse report invoice`, `account-usage` and the other reports of billable resources."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from meterhouse.cli_report import OPERATOR
from meterhouse.report_options import Format, Out, read_words
from meterhouse.report_output import write_report
from warehouse.errors import ReportError
from warehouse.instants import read_instant
from warehouse.reports import billing
from warehouse.reports.billing import BillingFilter, Span

Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="A calendar month (UTC), instead of the next two.")]
FromAt = Annotated[str | None, typer.Option("--from", metavar="TIME", help="First instant: 2026-01-31T13:00:00Z.")]
Before = Annotated[str | None, typer.Option(metavar="TIME", help="The end, not included; by default now.")]
Now = Annotated[str | None, typer.Option(metavar="TIME", help="When what is open ends, unless the span ends before.")]
Provider = Annotated[str | None, typer.Option(help="Only this provider's.")]
Currency = Annotated[str | None, typer.Option(help="Only amounts in this one, such as EUR.")]


def account_usage(
    owner: Annotated[str, typer.Argument(help="The provider's account.")],
    month: Month = None, from_: FromAt = None, before: Before = None, now: Now = None, provider: Provider = None,
    format_: Format = "table", out: Out = None,
) -> None:  # fmt: skip
    """What an owner used: each of its resources' unbroken times, with quantity and unrounded amount."""
    asked = read_asked(month, from_, before, now, provider_id=provider)
    write_report([billing.account_usage(OPERATOR, owner, asked)], format_, out)


def invoice(
    payer: Annotated[str, typer.Argument(help="Who pays, by the account links.")],
    month: Month = None, from_: FromAt = None, before: Before = None, now: Now = None, provider: Provider = None,
    currency: Currency = None,
    units: Annotated[bool, typer.Option("--units", help="The times behind the lines, not rounded.")] = False,
    format_: Format = "table", out: Out = None,
) -> None:  # fmt: skip
    """What a payer owes: a line for each resource, product and rate code, rounded once."""
    asked = read_asked(month, from_, before, now, provider_id=provider, currency=currency)
    if units:
        asked = BillingFilter(asked.span, asked.now, {**asked.where, "payer_id": (payer,)})
        write_report([billing.units(OPERATOR, asked)], format_, out)
    else:
        write_report([billing.invoice(OPERATOR, payer, asked)], format_, out)


def rate_code(
    slug: Annotated[str, typer.Argument(help="The rate code's slug.")],
    month: Month = None, from_: FromAt = None, before: Before = None, now: Now = None, provider: Provider = None,
    format_: Format = "table", out: Out = None,
) -> None:  # fmt: skip
    """What was used at a rate code, whoever owned it."""
    asked = read_asked(month, from_, before, now, provider_id=provider)
    write_report([billing.rate_code_usage(OPERATOR, slug, asked)], format_, out)


def revenue(
    month: Month = None, from_: FromAt = None, before: Before = None, now: Now = None, provider: Provider = None,
    currency: Currency = None,
    free_hours: Annotated[str, typer.Option(help="Of each resource at each hourly rate code so many are free.")] = "0",
    format_: Format = "table", out: Out = None,
) -> None:  # fmt: skip
    """What the time of a span is worth at its rates, whoever owned it."""
    asked = read_asked(month, from_, before, now, provider_id=provider, currency=currency)
    try:
        free = Decimal(free_hours)
    except InvalidOperation:
        raise ReportError(f"--free-hours {free_hours!r} is no number.") from None
    write_report([billing.revenue(OPERATOR, asked, free_hours=free)], format_, out)


def changes(
    month: Month = None, from_: FromAt = None, before: Before = None, now: Now = None, provider: Provider = None,
    currency: Currency = None,
    only: Annotated[str | None, typer.Option(help=f"Separated by commas: {', '.join(billing.CHANGES)}.")] = None,
    format_: Format = "table", out: Out = None,
) -> None:  # fmt: skip
    """Which resources cost more or less than in the span before: the month before, or as much time directly before."""
    asked = read_asked(month, from_, before, now, provider_id=provider, currency=currency)
    wanted = read_words(only) or billing.CHANGES
    write_report([billing.resource_changes(OPERATOR, asked, _before(asked.span, month), changes=wanted)], format_, out)


def resources(
    month: Month = None, from_: FromAt = None, before: Before = None, now: Now = None, provider: Provider = None,
    resource: Annotated[str | None, typer.Option(help="Only this resource.")] = None,
    format_: Format = "table", out: Out = None,
) -> None:  # fmt: skip
    """What each resource used, by product: hours, and the average of each day with use."""
    asked = read_asked(month, from_, before, now, provider_id=provider, resource_id=resource)
    write_report([billing.resource_summaries(OPERATOR, asked)], format_, out)


def unbilled(
    month: Month = None, from_: FromAt = None, before: Before = None, now: Now = None, provider: Provider = None,
    format_: Format = "table", out: Out = None,
) -> None:  # fmt: skip
    """Time that nobody is billed for: gaps between owners, and owners whom no account link gives a payer."""
    asked = read_asked(month, from_, before, now, provider_id=provider)
    write_report([billing.unbilled_time(OPERATOR, asked)], format_, out)


def ownerships(
    month: Month = None, from_: FromAt = None, before: Before = None, now: Now = None,
    owner: Annotated[str | None, typer.Option(help="Only this owner's.")] = None,
    resource: Annotated[str | None, typer.Option(help="Only of this resource.")] = None,
    format_: Format = "table", out: Out = None,
) -> None:  # fmt: skip
    """Who had which resource from when until when."""
    asked = read_asked(month, from_, before, now)
    report = billing.ownerships(OPERATOR, asked.span, asked.now, owner_id=owner, resource_id=resource)
    write_report([report], format_, out)


def unpaired(format_: Format = "table", out: Out = None) -> None:
    """Closes, and ends of ownerships, whose beginning did not come yet, as of the last build."""
    write_report([billing.unpaired_closes(OPERATOR)], format_, out)


def conflicts(format_: Format = "table", out: Out = None) -> None:
    """Records that contradict what stands, as of the last build."""
    write_report([billing.resource_conflicts(OPERATOR)], format_, out)


BILLING_REPORTS: dict[str, Callable[..., None]] = {
    "account-usage": account_usage,
    "invoice": invoice,
    "rate-code": rate_code,
    "revenue": revenue,
    "changes": changes,
    "resources": resources,
    "unbilled": unbilled,
    "ownerships": ownerships,
    "unpaired": unpaired,
    "conflicts": conflicts,
}


def read_asked(
    month: str | None, from_text: str | None, before: str | None, now: str | None, **where: str | None
) -> BillingFilter:
    """The question of --month or --from and --before, and of the filters that are given."""
    present = _instant("--now", now) if now else datetime.now(UTC)
    kept = {name: (value,) for name, value in where.items() if value is not None}
    return BillingFilter(_span(month, from_text, before, present), present, kept)


def _span(month: str | None, from_text: str | None, before: str | None, now: datetime) -> Span:
    if month is not None and (from_text or before):
        raise ReportError("Give --month, or --from and --before, not both.")
    if month is not None:
        year, dash, number = month.partition("-")
        if not (dash and year.isdecimal() and number.isdecimal()):
            raise ReportError(f"--month {month!r} is no month; write it like 2026-01.")
        return Span.month(int(year), int(number))
    if from_text is None:
        raise ReportError("Which time? Give --month 2026-01, or --from and --before.")
    return Span(_instant("--from", from_text), _instant("--before", before) if before else now)


def _before(span: Span, month: str | None) -> Span:
    if month is None:
        return Span(span.from_at - (span.until_at - span.from_at), span.from_at)
    year, number = span.from_at.year, span.from_at.month
    return Span.month(year - (number == 1), (number - 2) % 12 + 1)


def _instant(option: str, text: str) -> datetime:
    try:
        return read_instant(text)
    except ValueError as error:
        raise ReportError(f"{option} {error}.") from None
