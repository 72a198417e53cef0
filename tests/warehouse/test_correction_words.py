from warehouse.correction_words import correction


def test_a_load_without_a_correction_has_no_words() -> None:
    assert correction("accepted") == ""


def test_what_replaces_and_what_is_replaced_say_so_once_it_has_happened() -> None:
    assert correction("accepted", replaces=12) == "replaces 12"
    assert correction("voided", replaced_by=15) == "replaced by 15"
    assert correction("held", replaces=12) == "to replace 12"
    assert correction("accepted", replaced_by=15) == "to be replaced by 15"


def test_a_load_of_released_lines_names_the_load_they_are_of() -> None:
    assert correction("accepted", releases=12) == "lines of 12 released"


def test_a_load_amid_others_says_both() -> None:
    assert correction("voided", replaces=12, replaced_by=18) == "replaces 12; replaced by 18"
