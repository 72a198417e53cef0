"""What is broken, by the data test that must notice."""

from tests.dbt_project.breaks_of_rights import BREAKS_OF_RIGHTS


def empty_view(schema: str, name: str) -> str:
    """A view becomes one without rows; what stands upon it goes on reading the old one."""
    return (
        f"alter view {schema}.{name} rename to {name}_whole; "
        f"create view {schema}.{name} as select * from {schema}.{name}_whole where false"
    )


def in_the_book(table: str, change: str) -> str:
    """A change that only the owner can make, who takes the triggers away."""
    free = "; ".join(
        f"alter table book.{each} disable trigger user" for each in ("closings", "invoices", "invoice_lines")
    )
    return f"{free}; {change.format(f'book.{table}')}"


# What is broken, by the test that must notice: on the first day the first, on the second the second, and so on.
BREAKS = {
    "hours_equal_the_counted_ledger": "update marts.fct_usage_hourly set request_bytes = request_bytes + 1",
    "days_equal_their_hours": "update marts.fct_usage_daily set requests = requests + 1",
    "local_hour_lies_in_local_date": "update marts.fct_usage_hourly set local_hour_at = '2026-01-01'",
    "usage_hour_lies_in_usage_date": "update marts.fct_usage_hourly set usage_hour_at = '2026-01-01Z'",
    "buckets_equal_requests_with_latency": "delete from marts.fct_latency_daily",
    "a_client_is_the_sum_of_its_users": "update marts.fct_user_usage_daily set response_bytes = response_bytes + 1",
    "addresses_equal_the_total": "update marts.fct_ip_usage_daily set records_new = records_new - 1",
    "the_total_is_the_sum_of_clients": "update marts.agg_client_usage_daily set quantity = quantity + 0.000000001",
    "every_request_has_one_outcome": "update marts.agg_client_usage_daily set successes = successes - 1",
    "dealers_equal_the_total": "update marts.agg_dealer_usage_daily set requests = requests + 1",
    "records_are_new_or_changed": "update marts.agg_dealer_usage_daily set records_total = records_total + 1",
    "events_equal_the_facts": "update marts.fct_usage_daily set records_changed = records_changed + 1",
    "stored_equals_counted_and_repeated": "update marts.fct_days_built set stored = stored + 1",
    "what_was_counted_is_in_the_facts": "update marts.fct_days_built set counted = counted + 1",
    "every_judged_day_is_built": "delete from marts.fct_days_built",
    "every_user_is_in_dim_users": "update marts.fct_user_usage_daily set user_key = gen_random_uuid()",
    "an_unknown_id_was_used": "update marts.fct_unknown_ids_daily set requests = 0",
    "projects_add_up_to_the_client": "update marts.agg_client_usage_daily set client_id = 'globex'",
    "endpoints_add_up_to_the_api": "update marts.fct_user_usage_daily set api_id = 'other'",
    "locations_add_up_to_the_total": "update marts.fct_ip_usage_daily set city = 'Springfield'",
    "loads_add_up_to_the_day": "update marts.fct_repeated_daily set counted = counted + 1, stored = stored + 1",
    "every_ip_is_in_dim_ips": "update marts.fct_ip_usage_daily set ip_key = gen_random_uuid()",
    "a_meter_counts_the_events_that_its_filter_names": "update marts.fct_metered_daily set events = events + 1",
}
# Broken without a day.
WITHOUT_DAYS = {
    "every_line_is_accounted_for": "update marts.fct_loads set ignored = ignored + 1",
    "quarantine_equals_the_accounting": "update marts.fct_loads set quarantined = quarantined + 1",
    "only_quarantined_lines_are_released": "update marts.fct_loads set released = quarantined + 1",
    "released_lines_equal_the_loads": "update marts.fct_load_quarantine set released = released + 1",
    "a_line_waits_or_is_released": "update marts.fct_load_quarantine set waiting = waiting + 1",
    "a_release_stores_what_it_released": "update marts.fct_loads set stored = 9 where releases_load_id is not null",
    "a_quarantined_line_is_in_one_place": "update marts.fct_quarantine_daily set withdrawn = 7",
    "quarantine_of_days_equals_that_of_loads": "update marts.fct_quarantine_daily set lines = lines + 1",
    "every_line_went_to_one_place": "update marts.fct_loads set lines = lines + 2",
    "every_load_is_in_one_state": "update marts.fct_data_freshness set loads = loads + 1",
    "a_zone_holds_for_some_time": "update intermediate.int_client_versions set valid_until = valid_from",
    "clients_hold_for_some_time": "update marts.dim_clients set valid_until = valid_from",
    "projects_hold_for_some_time": "update marts.dim_projects set valid_until = valid_from",
    "dealers_hold_for_some_time": "update marts.dim_dealers set valid_until = valid_from",
    "users_hold_for_some_time": "update marts.dim_users set valid_until = valid_from",
    "listings_hold_for_some_time": "update marts.dim_listings set listed_until = listed_from",
    "what_is_located_was_looked_up": "update marts.fct_location_databases set located = addresses + 1",
    "every_event_is_billed_or_has_a_reason_why_not": "update marts.fct_not_billed set events = events + 1",
    "the_parts_of_a_line_are_the_line": "update marts.agg_billing_monthly set amount = amount + 0.000000000001",
    "a_line_is_rounded_once_half_to_even": "update marts.fct_rated_usage set amount_cents = amount_cents + 1",
    "what_is_rated_is_included_or_billable": "update marts.fct_rated_usage set quantity = quantity + 1",
    "an_amount_is_the_charge_less_discount_within_its_bounds": "update marts.fct_rated_usage set discount_amount = 7",
    "a_line_has_a_part_of_its_month": "update marts.fct_rated_usage set seconds = 0",
    "meters_hold_for_some_time": "update marts.dim_meters set valid_until = valid_from where meter_id = 'seen'",
    "plans_hold_for_some_time": "update marts.dim_plans set valid_until = valid_from",
    "prices_hold_for_some_time": "update marts.dim_prices set valid_until = valid_from",
    "subscriptions_hold_for_some_time": "update marts.dim_subscriptions set period_until = period_from",
    "no_two_prices_charge_one_meter_of_a_client_at_a_time": (
        "insert into intermediate.int_charges select client_id, meter_id, span_from, span_until, subscription_id, "
        "plan_id, 'another', price_from, model from intermediate.int_charges"
    ),
    "days_add_up_to_the_range": "update marts.fct_usage_daily set requests = 1000 where usage_date = '{last_day}'",
    "an_interval_does_not_end_before_it_begins": (
        "update intermediate.int_resource_intervals set closed_at = opened_at - interval '1 second' "
        "where closed_at < 'infinity'"
    ),
    "accounts_of_a_resource_follow_one_another": (
        "update intermediate.int_resource_accounts set valid_from = valid_from - interval '1 second' "
        "where owner_id = 'a1'"
    ),
    "an_ownership_does_not_end_before_it_begins": (
        "update marts.fct_ownership_periods set owned_until = owned_from - interval '1 second' where owner_id = 'a1'"
    ),
    "an_owner_ends_where_the_next_begins": (
        "update marts.fct_ownership_periods set owned_from = owned_from - interval '2 days' where owner_id = 'a3'"
    ),
    "a_billable_period_has_time": (
        "update marts.fct_billable_periods set billable_until = billable_from where owner_id = 'none'"
    ),
    "no_second_of_a_resource_has_two_owners": (
        "update marts.fct_billable_periods set billable_until = billable_until + interval '9 days' "
        "where owner_id = 'a2'"
    ),
    "no_second_of_an_event_counts_twice": (
        "update marts.fct_billable_periods set billable_from = billable_from - interval '9 days' where owner_id = 'a3'"
    ),
    "owned_and_unowned_time_is_the_interval": "delete from marts.fct_billable_periods where owner_id = 'a1'",
    "an_unpaired_close_has_no_open_before_it": "update marts.fct_unpaired_closes set begun_at = ended_at",
    "a_conflict_is_a_difference": "update marts.fct_resource_conflicts set sent = stands",
    "a_record_stands_repeats_or_contradicts": "update marts.fct_resources_built set records = records + 1",
    "every_event_is_in_a_pair_open_or_unpaired": "update marts.fct_resources_built set still_open = still_open + 1",
    "no_resource_costs_more_than_a_bill_can_hold": (
        "alter view intermediate.int_resource_lines rename to int_resource_lines_whole; "
        "create view intermediate.int_resource_lines as select payer_id, 1e15 as amount "
        "from intermediate.int_resource_lines_whole"
    ),
    "rated_usage_is_on_billing_lines": empty_view("intermediate", "int_usage_lines"),
    "what_was_invoiced_is_reconciled": empty_view("marts", "fct_billing_reconciliation"),
    "an_invoice_is_the_sum_of_its_lines": in_the_book("invoices", "update {} set amount_cents = amount_cents + 1"),
    "invoices_are_numbered_without_gaps": in_the_book(
        "invoices",
        "insert into {0} select invoice_no + 7, closing_no, usage_month, 'nobody', currency, lines, amount_cents, "
        "lines_digest, previous_digest, digest from {0} limit 1",
    ),
    **BREAKS_OF_RIGHTS,
    "the_book_is_a_chain": in_the_book("closings", "update {} set closed_by = 'nobody'"),
}
