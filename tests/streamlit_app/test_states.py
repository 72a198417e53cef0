from collections.abc import Callable

from tests.streamlit_app.conftest import Open
from warehouse.database import connect
from warehouse.settings import Settings


def test_without_marts_both_pages_say_which_command_brings_data(
    settings: Settings, use: Callable[[Settings], None], open_page: Open
) -> None:
    use(settings)
    for page in ("usage", "data_health"):
        app = open_page(page)
        assert "No usage has been loaded and built yet" in app.info[0].value
        assert "make run" in app.code[0].value
        assert not app.exception
        assert not app.error


def test_marts_without_a_row_are_no_usage_yet_either(
    settings: Settings, use: Callable[[Settings], None], open_page: Open
) -> None:
    from tests.streamlit_app.world import MART_SHAPES

    with connect("owner", settings, autocommit=True) as connection:
        connection.execute((MART_SHAPES / "events.sql").read_bytes())
        connection.execute((MART_SHAPES / "facts.sql").read_bytes())
    use(settings)

    assert "No usage has been loaded and built yet" in open_page().info[0].value


def test_a_database_that_is_gone_is_one_clear_sentence(
    world: Settings, use: Callable[[Settings], None], open_page: Open
) -> None:
    nowhere = world.model_copy(update={"database_url": "postgresql://nobody:secret@127.0.0.1:1/meterhouse"})
    use(nowhere)
    for page in ("usage", "data_health"):
        app = open_page(page)
        assert len(app.error) == 1
        assert "No connection to the database" in app.error[0].value
        assert "secret" not in app.error[0].value
        assert not app.exception
