import threading

import pytest

from warehouse.parsing.reading_ahead import read_ahead


def test_all_items_come_in_order():
    assert list(read_ahead(iter([1, 2, 3]))) == [1, 2, 3]
    assert list(read_ahead(iter(()))) == []


def test_an_error_comes_where_it_would_have_come():
    def items():
        yield 1
        raise ValueError("second")

    ahead = read_ahead(items())
    assert next(ahead) == 1
    with pytest.raises(ValueError, match="second"):
        next(ahead)


def test_the_next_item_is_made_while_the_caller_still_has_this_one():
    made = threading.Event()

    def items():
        yield 1
        made.set()
        yield 2

    assert [made.wait(10) for _ in read_ahead(items())] == [True, True]


def test_no_thread_is_left_when_the_caller_stops_early():
    ahead = read_ahead(iter(range(9)))
    assert next(ahead) == 0
    ahead.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("read-ahead")]
