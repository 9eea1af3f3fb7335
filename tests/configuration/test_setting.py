"""Values of the configuration as they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from evtool.configuration.setting import HIDDEN, Origin, Setting
from evtool.errors import Place


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin(), "default"),
        (Origin("command line"), "command line"),
        (Origin("environment", variables=("EVTOOL_COLOR",)), "environment EVTOOL_COLOR"),
        (Origin("file", Place(Path("/shop/evtool.yaml"), 12)), "evtool.yaml:12"),
        (Origin("file", Place(Path("/etc/evtool.yaml"), 12)), "/etc/evtool.yaml:12"),
        (Origin("file", Place(Path("/shop/a"), 1), ("HOME",)), "a:1 with HOME"),
    ],
)
def test_origins_read_as_people_say_them(origin: Origin, text: str) -> None:
    """A line of a file, a default, a variable or the command line."""
    assert origin.text(Path("/shop")) == text


def test_origins_have_a_form_for_scripts() -> None:
    """Scripts get the kind, and path and line apart."""
    origin = Origin("file", Place(Path("/shop/evtool.yaml"), 12), ("HOME",))
    assert origin.as_json(Path("/shop")) == {
        "kind": "file", "path": "evtool.yaml", "line": 12, "variables": ["HOME"]
    }  # fmt: skip


def test_keys_are_dotted_ways() -> None:
    """Indexes of lists stand in brackets."""
    assert Setting(("repositories", 0, "path"), "a").key == "repositories[0].path"


@pytest.mark.parametrize(
    ("tokens", "value", "shown"),
    [
        (("connectors", "a", "password"), "pass", HIDDEN),
        (("connectors", "a", "api_key"), "pass", HIDDEN),
        (("intake", "keys", "app", "key"), "pass", HIDDEN),
        (("connectors", "tokens", 0), "pass", HIDDEN),
        (("connectors", "a", "password"), None, None),
        (("message_key_fields",), ["id"], ["id"]),
        (("log",), "kafka://me:secret@broker:9092", f"kafka://me:{HIDDEN}@broker:9092"),
        (("log",), ["https://me:secret@a/"], [f"https://me:{HIDDEN}@a/"]),
        (("path",), "a:b@c", "a:b@c"),
        (("connectors", "a", "headers", "Authorization"), "Bearer x", HIDDEN),
        (("dsn",), "host=db password='a b' dbname=c", f"host=db password={HIDDEN} dbname=c"),
        (("url",), "https://a/?token=x&b=1", f"https://a/?token={HIDDEN}&b=1"),
    ],
)
def test_secrets_are_hidden(tokens: tuple[str | int, ...], value: object, shown: object) -> None:
    """What reads like a password is not printed, alone or in a URL."""
    assert Setting(tokens, value).shown == shown
