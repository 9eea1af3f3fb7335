"""The live page in a real browser."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.browser import CHROMIUM, DRIVER, KEYS, Browser, until
from tests.live.conftest import Platform

pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="no Chromium with its driver: apt-get install chromium chromium-driver",
    ),
]

Run = Callable[..., Platform]
Event = dict[str, Any]
PICTURES = os.environ.get("EVTOOL_TEST_PICTURES")
HOSTILE = (
    "</script><script>window.harmed=1</script><img src=x onerror=window.harmed=1>"
    "'\"&lt;${window.harmed=1}\u202e\u0001\u2028 日本\U0001f600"
)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Give a browser with a window as people have it."""
    made = Browser()
    yield made
    made.close()


def picture(browser: Browser, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if PICTURES:
        browser.picture(Path(PICTURES) / f"{name}.png")


def rows(browser: Browser) -> list[str]:
    """The events of the tail, as people read them."""
    return list(
        browser.run("Array.from(document.querySelectorAll('#events li'), (li) => li.innerText)")
    )


def choose(browser: Browser, select: str, value: str) -> None:
    """Choose an option, as a mouse does."""
    browser.run(
        "((select) => { select.value = arguments[1]; select.dispatchEvent(new Event('change')); })"
        "(document.getElementById(arguments[0]))",
        select,
        value,
    )


def test_a_first_hour(run: Run, browser: Browser, order: Event) -> None:
    """The page loads, shows what is sent within 3 s, and why something was refused."""
    platform = run()
    browser.open(platform.live)
    until(lambda: browser.text("#state-text") == "live")
    assert browser.text("#workspace") == "shop"
    assert "Waiting for the first event" in browser.text("#events-empty")
    assert "shop.order" in browser.text("#streams")

    assert platform.post(order).status_code == 201
    assert until(lambda: rows(browser)) < 3
    assert "order_id A-1" in rows(browser)[0]

    assert platform.post({**order, "quantity": "two"}).status_code == 400
    until(lambda: "should be integer" in browser.text("#refused"))
    assert "shop.order" in browser.text("#refused")
    assert len(rows(browser)) == 1, "what was refused is not among the accepted"

    browser.click("#refused .row")
    until(lambda: '"quantity": "two"' in browser.text("#refused pre"))
    browser.click("#refused .actions button")
    repaired = browser.run("document.getElementById('body').value").replace('"two"', "3")
    browser.run("document.getElementById('body').value = arguments[0]", repaired)
    browser.click("#send")
    until(lambda: "201" in browser.text("#answer"))
    until(lambda: "quantity 3" in rows(browser)[0])
    assert browser.complaints() == []
    picture(browser, "first-hour")


def test_the_form(run: Run, browser: Browser) -> None:
    """It fills in an example, validates without storing, and sends."""
    browser.open(run().live)
    until(lambda: "shop.order" in browser.text("#form-stream"))
    choose(browser, "form-stream", "shop.order")
    until(lambda: "A-1001" in browser.run("document.getElementById('body').value"))
    assert browser.text("#form-note") == "/shop/order/1.1.0"
    browser.click("#validate")
    until(lambda: "It is valid; nothing was stored." in browser.text("#answer"))
    browser.type("#body", KEYS["control"] + KEYS["enter"])
    until(lambda: "All 1 out of 1 events were accepted." in browser.text("#answer"))
    until(lambda: len(rows(browser)) == 1)
    browser.run("document.getElementById('body').value = '{\"a\": 1'")
    browser.click("#validate")
    until(lambda: "400" in browser.text("#answer"))
    browser.run("document.getElementById('body').value = arguments[0]", '{"$schema": "/no/1.0.0"}')
    browser.click("#send")
    until(lambda: "meta.stream" in browser.text("#answer li"))
    assert browser.complaints() == []


def test_filter_and_pause(run: Run, browser: Browser, order: Event) -> None:
    """`/` filters by text, a stream is chosen by a click, space holds the list still."""
    platform = run()
    platform.post(order, {**order, "item_name": "Kettle"})
    browser.open(platform.live)
    until(lambda: len(rows(browser)) == 2)
    browser.press("/")
    browser.type("#filter", "KETTLE")
    until(lambda: len(rows(browser)) == 1)
    platform.post(order, {**order, "item_name": "kettle 2"})
    until(lambda: len(rows(browser)) == 2)
    browser.type("#filter", KEYS["escape"])
    until(lambda: len(rows(browser)) == 4)

    browser.press(" ")
    platform.post(order)
    until(lambda: browser.text("#held") == "1 new event")
    assert len(rows(browser)) == 4
    browser.press(" ")
    until(lambda: len(rows(browser)) == 5)

    browser.click("#streams .row")
    assert browser.run("document.getElementById('stream-filter').value") == "shop.order"
    until(lambda: len(rows(browser)) == 5)
    choose(browser, "stream-filter", "")
    browser.click("#events .row")
    until(lambda: '"order_id": "A-1"' in browser.text("#events pre"))


def test_hostile_events_are_text(run: Run, browser: Browser, order: Event) -> None:
    """No event gets anything to run, nor hides what it is."""
    platform = run()
    assert platform.post({**order, "item_name": HOSTILE}).status_code == 201
    platform.post({**order, "order_id": HOSTILE, "quantity": HOSTILE, HOSTILE: HOSTILE})
    platform.post({**order, "item_name": f"\ud800{HOSTILE}"})
    platform.post({"$schema": HOSTILE, "meta": {"stream": HOSTILE}})
    browser.open(platform.live)
    until(lambda: rows(browser) and "script" in browser.text("#refused"))
    browser.click("#events .row")
    browser.click("#refused .row")
    until(lambda: "<script>window.harmed=1</script>" in browser.text("#events pre"))
    until(lambda: "<script>" in browser.text("#refused pre"))
    assert "\\u202e" in browser.text("#events pre")
    assert browser.run("window.harmed === undefined")
    assert browser.run("document.querySelectorAll('img').length") == 0
    assert browser.run("document.scripts.length") == 1
    assert browser.complaints() == []
    injected = (
        "(() => { const made = document.createElement('script'); made.append('window.harmed = 2');"
        " document.body.append(made); return window.harmed === undefined; })()"
    )
    assert browser.run(injected), "the policy lets nothing run but our own script"


def test_a_burst_and_an_end(run: Run, browser: Browser, order: Event) -> None:
    """Thousands of events are summarized; a page that lost the service finds it again."""
    platform = run()
    browser.open(platform.live)
    until(lambda: browser.text("#state-text") == "live")
    for _ in range(10):
        platform.post(*[order] * 400)
    until(lambda: "4,000" in browser.text("#streams") and "passed by" in browser.text("#events"))
    assert browser.run("document.querySelectorAll('#events li').length") <= 300
    os.kill(_child(platform, "live"), signal.SIGKILL)
    until(lambda: browser.text("#state-text") == "reconnecting")
    until(lambda: browser.text("#state-text") == "live")
    platform.post({**order, "item_name": "after it"})
    until(lambda: "after it" in rows(browser)[0])


def test_the_intake_is_down(run: Run, browser: Browser) -> None:
    """The page says so, and what was written stays in the form."""
    browser.open(run("--only", "live").live)
    until(lambda: "The intake does not answer" in browser.text("#notes"))
    browser.type("#body", "{}")
    browser.click("#send")
    until(lambda: "does not answer" in browser.text("#answer"))


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone(run: Run, order: Event, dark: bool) -> None:  # noqa: FBT001 - a case
    """One panel at a time; nothing is wider than the screen."""
    platform = run()
    platform.post(order, {**order, "quantity": "w" * 500})
    browser = Browser(390, 844, dark=dark)
    try:
        browser.open(platform.live)
        until(lambda: rows(browser))
        for tab in ("events", "refused", "streams", "form"):
            browser.click(f"nav button[data-tab={tab}]")
            assert browser.run("document.querySelectorAll('.panel:not([hidden])').length") == 4
            shown = (
                "Array.from(document.querySelectorAll('.panel')).filter((one) => one.offsetWidth)"
            )
            assert browser.run(f"{shown}.map((one) => one.dataset.panel)") == [tab]
            assert browser.run("document.documentElement.scrollWidth") <= 390
            picture(browser, f"phone-{tab}-{'dark' if dark else 'light'}")
    finally:
        browser.close()


def _child(platform: Platform, name: str) -> int:
    """The process of a service."""
    listed = Path(f"/proc/{platform.process.pid}/task/{platform.process.pid}/children")
    for pid in listed.read_text().split():
        if name in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
            return int(pid)
    raise AssertionError(f"no {name}")


def test_an_intake_that_asks_for_a_key(
    run: Run, browser: Browser, workspace_folder: Path, order: Event
) -> None:
    """The form asks for it when it is needed, and keeps it to itself."""
    file = workspace_folder / "evtool.yaml"
    keys = "intake: {port: 0, keys: {shop: {key: sesame-sesame-sesame}}}"
    file.write_text(file.read_text().replace("intake: {port: 0}", keys))
    browser.open(run().live)
    until(lambda: browser.text("#state-text") == "live")
    assert browser.run("document.getElementById('key').hidden")
    browser.run("document.getElementById('body').value = arguments[0]", json.dumps(order))
    browser.click("#send")
    until(lambda: "401" in browser.text("#answer"))
    until(lambda: not browser.run("document.getElementById('key').hidden"))
    browser.type("#key", "sesame-sesame-sesame")
    browser.click("#send")
    until(lambda: "201" in browser.text("#answer"))
    picture(browser, "key")
    assert browser.complaints() == []
