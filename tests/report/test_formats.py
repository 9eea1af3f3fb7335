"""The table of formats, ours and those of other packages."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from evtool import plugins
from evtool.errors import ConfigurationError
from evtool.report import BUILT_IN, Context, Report, formats, renderer, reports


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    """Give a list of entry points that other packages are said to have."""
    points: list[EntryPoint] = []
    monkeypatch.delenv("EVTOOL_NO_PLUGINS", raising=False)
    monkeypatch.setattr(plugins, "entry_points", lambda group: points if group else [])
    plugins.plugins.cache_clear()
    return points


@pytest.fixture(autouse=True)
def _forget() -> object:
    """Forget the plugins of a test."""
    yield
    plugins.plugins.cache_clear()


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_format_makes_text(name: str, report: Report, context: Context) -> None:
    """Each of them ends with a line break, with and without findings."""
    render = renderer(name)
    assert render is reports()[name]()
    assert render(report, context).endswith("\n")
    nothing = render(Report.of([]), context)
    assert not nothing or nothing.endswith("\n")


def test_packages_add_formats(added: list[EntryPoint], report: Report) -> None:
    """By the name of the entry point; it is imported when it is used."""
    added.append(EntryPoint("lines", "evtool.report.concise:render", formats.GROUP))
    assert [*reports()] == [*BUILT_IN, "lines"]
    assert renderer("lines")(report, Context(Path("/w"))).count("\n") == 3


def test_a_package_cannot_replace_one_of_ours(added: list[EntryPoint]) -> None:
    """Scripts rely on what a name means."""
    added.append(EntryPoint("json", "evtool.report.concise:render", formats.GROUP))
    with pytest.raises(ConfigurationError, match="adds a report 'json', which evtool has"):
        reports()
