import ast
import tomllib
from pathlib import Path

import pytest

from streamlit_app.serve import ENTRY, command
from warehouse.settings import Settings

SOURCES = sorted(ENTRY.parent.rglob("*.py"))


def test_the_dashboard_is_served_on_the_port_of_the_settings() -> None:
    assert command(Settings(dashboard_port=8765, _env_file=None))[1:] == [
        "-m",
        "streamlit_app",
        "--server.port",
        "8765",
    ]


def test_it_listens_on_loopback_only_and_tells_nobody() -> None:
    config = tomllib.loads((ENTRY.parent / ".streamlit" / "config.toml").read_text())

    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ENTRY.parent)))
def test_no_page_knows_a_database(path: Path) -> None:
    tree = ast.parse(path.read_text())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    words = " ".join(
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )

    assert not {"psycopg", "sqlalchemy", "warehouse.database"} & imported
    assert not [word for word in ("marts.", "raw.", "fct_", "agg_", "dim_") if word in words]
