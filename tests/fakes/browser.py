"""A browser without a screen, for what only a picture proves."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def screenshot(page: Path, picture: Path, width: int, height: int, *, dark: bool = False) -> Path:
    """Return a picture of a page's first `height` pixels."""
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    if browser is None:
        pytest.fail("This test needs Chromium: apt-get install chromium")
    command = [
        browser,
        "--headless",
        "--no-sandbox",  # it is run by root in containers; the page is ours
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={picture.parent / 'profile'}",
        f"--window-size={width},{height}",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        f"--screenshot={picture}",
        page.as_uri(),
    ]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    return picture
