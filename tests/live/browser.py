"""A real browser, driven over the WebDriver protocol: plain HTTP, so nothing is installed."""

from __future__ import annotations

import base64
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

PATIENCE = 30.0
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
DRIVER = shutil.which("chromedriver")
KEYS = {"escape": "\ue00c", "enter": "\ue007", "control": "\ue009"}
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_SWITCHES = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--hide-scrollbars",
]  # fmt: skip


class Browser:
    """One window of a headless Chromium."""

    def __init__(self, width: int = 1440, height: int = 900, *, dark: bool = False) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._driver = subprocess.Popen(
            [str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
        self._session = ""
        switches = [*_SWITCHES, f"--window-size={width},{height}"]
        options = {"binary": CHROMIUM, "args": switches}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
        }
        until(self._is_up)
        made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{made['sessionId']}"
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.command("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", {"features": [scheme]})

    def open(self, url: str) -> None:
        """Load a page."""
        self._call("POST", "/url", {"url": url})

    def run(self, script: str, *arguments: object) -> Any:
        """The value of a JavaScript expression; `arguments` holds the arguments."""
        body = {"script": f"return ({script});", "args": list(arguments)}
        return self._call("POST", "/execute/sync", body)

    def text(self, selector: str) -> str:
        """The text of the first element, as people see it; empty where there is none."""
        return str(
            self.run("(document.querySelector(arguments[0]) || {}).innerText || ''", selector)
        )

    def click(self, selector: str) -> None:
        """Click the first element that a selector finds; again if it was replaced meanwhile."""
        for _ in range(20):
            try:
                self._call("POST", f"/element/{self._element(selector)}/click", {})
            except AssertionError as error:
                if "stale element" not in str(error):
                    raise
            else:
                return
        raise AssertionError(f"{selector} is replaced too often to be clicked")

    def type(self, selector: str, text: str) -> None:
        """Put the focus on an element and type."""
        self._call("POST", f"/element/{self._element(selector)}/value", {"text": text})

    def press(self, keys: str) -> None:
        """Press keys, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        body = {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}
        self._call("POST", "/actions", body)

    def command(self, name: str, parameters: dict[str, Any]) -> Any:
        """Give a command of the DevTools protocol."""
        return self._call("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def complaints(self) -> list[str]:
        """What the console said since it was last asked."""
        entries = self._call("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] in {"SEVERE", "WARNING"}]

    def picture(self, path: Path) -> None:
        """Write what is to be seen as a PNG file."""
        path.write_bytes(base64.b64decode(self._call("GET", "/screenshot", None)))

    def close(self) -> None:
        """End the browser and its driver."""
        try:
            self._call("DELETE", "", None)
        finally:
            self._http.close()
            self._driver.terminate()
            self._driver.wait(PATIENCE)

    def _element(self, selector: str) -> str:
        found = self._call("POST", "/element", {"using": "css selector", "value": selector})
        return str(found[_ELEMENT])

    def _call(self, method: str, path: str, body: object) -> Any:
        answer = self._http.request(
            method, self._session + path, json=body if body is not None else None
        )
        value = answer.json()["value"]
        if answer.is_error:
            raise AssertionError(f"{path}: {value['error']}: {value['message'][:500]}")
        return value

    def _is_up(self) -> bool:
        try:
            return bool(self._http.get("/status").json()["value"]["ready"])
        except httpx.TransportError:
            return False


def until(holds: Callable[[], object], seconds: float = PATIENCE) -> float:
    """Wait until something holds; how many seconds that took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds, "it never came true"
        time.sleep(0.05)
    return time.monotonic() - started
