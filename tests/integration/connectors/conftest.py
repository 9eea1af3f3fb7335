"""The databases whose changes are captured."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from captured import Database


@pytest.fixture(params=["mysql-binlog", "postgres-logical"])
def source_type(request: pytest.FixtureRequest) -> str:
    """Give the type of the source: each one, where a file does not say which."""
    return str(request.param)


@pytest.fixture
def database(source_type: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Give the server of the source, with a table of the test's own."""
    if source_type == "mysql-binlog":
        pytest.importorskip("pymysqlreplication")
    fixture = "binlog_mariadb" if source_type == "mysql-binlog" else "logical_postgres"
    name = f"t{abs(hash(request.node.nodeid)) % 10**8}"
    made = Database(source_type, request.getfixturevalue(fixture), name)
    yield made
    made.gone()
