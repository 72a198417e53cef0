from orchestration.markdown import table


def test_counts_are_readable_and_cells_cannot_break_the_table() -> None:
    text = table(("file", "lines"), [("a|b\nc", 1234567), (None, 0)])

    assert text.splitlines() == [
        "| file | lines |",
        "| --- | ---: |",
        "| a\\|b c | 1,234,567 |",
        "|  | 0 |",
    ]
