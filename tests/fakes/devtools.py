"""A browser without a screen that is spoken to: keys are pressed, and what is there is asked.

It speaks the DevTools protocol through two pipes, messages of JSON that a zero byte ends.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Self

import pytest

from tests.fakes.browser import NAMES

KEYS = {
    "Tab": (9, ""),
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    " ": (32, " "),
    "ArrowRight": (39, ""),
    "ArrowDown": (40, ""),
}


class Browser:
    """Chromium with one page; a context manager that ends it."""

    def __init__(self, folder: Path, seconds: float = 120) -> None:
        binary = next(filter(None, map(shutil.which, NAMES)), None)
        if binary is None:
            pytest.fail("This test needs Chromium: apt-get install chromium")
        self._deadline = time.monotonic() + seconds
        ours = [*os.pipe(), *os.pipe()]
        to_read, self._out, self._in, to_write = ours[0], ours[1], ours[2], ours[3]
        # It reads from descriptor 3 and writes to 4. A shell puts ours there, from numbers so high
        # that none is overwritten before it is moved.
        moved = [fcntl.fcntl(one, fcntl.F_DUPFD, 100) for one in (to_read, to_write)]
        words = f'exec "$0" "$@" 3<&{moved[0]} 4>&{moved[1]}'
        self._process = subprocess.Popen(
            [
                "bash",
                "-c",
                words,
                binary,
                "--headless",
                "--no-sandbox",  # it is run by root in containers; the page is ours
                "--disable-gpu",
                "--remote-debugging-pipe",
                f"--user-data-dir={folder / 'profile'}",
                "about:blank",
            ],
            pass_fds=moved,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for descriptor in (to_read, to_write, *moved):
            os.close(descriptor)
        self._count = 0
        self._rest = b""
        self._session: str | None = None
        self.said: list[str] = []
        """What the page wrote to its console, and its errors."""

    def __enter__(self) -> Self:
        targets = self.ask("Target.getTargets")["targetInfos"]
        page = next(one for one in targets if one["type"] == "page")
        found = self.ask("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = found["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        os.close(self._out)
        os.close(self._in)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Send a message, and return what comes back."""
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            left = self._deadline - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                pytest.fail("The browser does not answer.")
            got = os.read(self._in, 1 << 16)
            assert got, "the browser ended"
            self._rest += got
        one, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(one)
        if answer.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
            self.said.append(json.dumps(answer["params"]))
        return answer

    def open(self, path: Path, *, ready: str = "document.readyState === 'complete'") -> None:
        """Open a file, and wait until an expression is true."""
        self.ask("Page.navigate", url=path.as_uri())
        self.wait(ready)

    def wait(self, expression: str) -> None:
        """Wait until an expression is true."""
        while not self.get(expression):
            assert time.monotonic() < self._deadline, f"it never was: {expression}"
            time.sleep(0.02)

    def get(self, expression: str) -> Any:
        """Return what an expression of JavaScript gives, as plain data."""
        found = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press a key."""
        code, words = KEYS[key]
        common = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=words, **common)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def write(self, words: str) -> None:
        """Write into what has the focus."""
        self.ask("Input.insertText", text=words)

    def look(self, width: int, height: int, *, dark: bool = False, phone: bool = False) -> None:
        """Set the window, and the colours that are preferred."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def picture(self, path: Path) -> Path:
        """Write a picture of what the window shows."""
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))
        return path

    def pdf(self, path: Path) -> Path:
        """Write what would be printed."""
        made = self.ask("Page.printToPDF", preferCSSPageSize=True)
        path.write_bytes(base64.b64decode(made["data"]))
        return path
