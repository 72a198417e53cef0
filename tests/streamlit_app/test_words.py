from typing import get_args

from streamlit_app.filters import IN_BAR, IN_MORE
from streamlit_app.words import AGAINST, DIMENSIONS, GRAINS, MEASURES, PERIODS, ZONES
from warehouse import reports
from warehouse.reports import TimeBasis


def test_every_word_of_the_reports_can_be_chosen() -> None:
    assert set(DIMENSIONS) == {name for name, dimension in reports.DIMENSIONS.items() if not dimension.is_time}
    assert set(GRAINS) - {"auto"} == {name for name, dimension in reports.DIMENSIONS.items() if dimension.is_time}
    assert set(PERIODS) - {"custom"} == set(reports.PRESETS)
    assert set(AGAINST) == set(reports.AGAINST)
    assert set(ZONES) == set(get_args(TimeBasis))
    assert set(MEASURES) <= set(reports.MEASURES)


def test_usage_can_be_filtered_by_everything_it_can_be_split_by() -> None:
    assert {*IN_BAR, *IN_MORE} == set(DIMENSIONS)


def test_no_two_choices_have_the_same_word_in_an_address() -> None:
    for words in (AGAINST, DIMENSIONS, GRAINS, MEASURES, PERIODS, ZONES):
        assert len(set(words.values())) == len(words)
