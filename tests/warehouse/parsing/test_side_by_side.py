import threading
import time

import pytest

from warehouse.parsing.side_by_side import map_ahead


def test_results_come_in_the_order_of_the_items_whichever_is_ready_first():
    def slow_if_even(item: int) -> int:
        time.sleep(0.02 if item % 2 == 0 else 0)
        return item * 10

    assert list(map_ahead(slow_if_even, range(7), threads=3)) == [0, 10, 20, 30, 40, 50, 60]
    assert list(map_ahead(slow_if_even, [])) == []


def test_an_error_comes_in_its_turn():
    def third_fails(item: int) -> int:
        if item == 2:
            raise ValueError("third")
        return item

    results = map_ahead(third_fails, range(9), threads=4)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="third"):
        next(results)


def test_the_next_result_is_made_while_the_caller_has_this_one():
    made = threading.Event()
    results = map_ahead(lambda item: made.set() if item else None, range(2), threads=1)
    next(results)
    assert made.wait(10)


def test_only_so_many_items_are_taken_ahead():
    taken = []

    def items():
        for item in range(100):
            taken.append(item)
            yield item

    results = map_ahead(lambda item: item, items(), threads=2)
    next(results)
    assert len(taken) == 3


def test_no_thread_is_left_when_the_caller_stops_early():
    before = set(threading.enumerate())
    results = map_ahead(lambda item: item, range(9))
    assert next(results) == 0
    assert set(threading.enumerate()) - before
    results.close()
    assert not set(threading.enumerate()) - before
