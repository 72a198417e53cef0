from streamlit.testing.v1 import AppTest


def behind() -> None:
    from datetime import date

    import polars as pl

    from streamlit_app.health.attention import attention
    from warehouse.reports import Report

    attention(Report("loads", (), pl.DataFrame(), ()), [date(2026, 3, 13), date(2026, 3, 14)])


def settled() -> None:
    import polars as pl

    from streamlit_app.health.attention import attention
    from warehouse.reports import Report

    attention(Report("loads", (), pl.DataFrame(), ()), [])


def test_days_that_wait_are_named_with_the_command_that_builds_them() -> None:
    app = AppTest.from_function(behind).run()

    assert "2 days wait to be built: 13 Mar 2026, 14 Mar 2026" in app.warning[0].value
    assert app.code[0].value == "meterhouse build"
    assert not app.success


def test_where_nothing_waits_the_page_says_so() -> None:
    app = AppTest.from_function(settled).run()

    assert "Nothing waits" in app.success[0].value
    assert not app.warning
