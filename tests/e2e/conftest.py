"""One browser and one system for all tests in it."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.e2e.browsing import PATIENCE_MS, Complaints, People
from tests.system import System

CHROMIUM = os.environ.get("CHROMIUM")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def heard() -> Complaints:
    return Complaints()


@pytest.fixture(autouse=True)
def complaints(heard: Complaints) -> Iterator[Complaints]:
    """No test may leave an error in a console."""
    heard.clear()
    yield heard
    assert heard.unexpected == []


@pytest.fixture(scope="session")
def people(browser: Browser, system: System, heard: Complaints) -> People:
    return People(browser, system, heard)
