"""People at their browsers: each signs in once, in a profile of their own, and opens as many pages as needed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError, expect

from tests.system import System

DEMO_PASSWORD = "123456"
Size = Literal["desk", "phone"]
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
# The way to the screen on a busy machine; what takes longer says so itself.
PATIENCE_MS = 20_000


class Complaints:
    """What browsers wrote to their consoles as errors. A test ends well only when there was none it did not expect."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.expected: list[str] = []

    def expect(self, part: str) -> None:
        """Browsers log by themselves each answer with an error status and each lost connection, which no page can
        keep from them: a test that makes the server refuse or the network fail says so here."""
        self.expected.append(part)

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.texts if not any(part in text for part in self.expected)]

    def clear(self) -> None:
        self.texts.clear()
        self.expected.clear()

    def listen(self, context: BrowserContext) -> None:
        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.texts.append(f"{message.text} {message.location['url']}")

        def on_error(error: WebError) -> None:
            self.texts.append(str(error.error))

        context.on("console", on_console)
        context.on("weberror", on_error)


class People:
    """The demo people. What a page shows is in Spanish and light unless asked for otherwise."""

    def __init__(self, browser: Browser, system: System, complaints: Complaints) -> None:
        self.browser = browser
        self.system = system
        self.complaints = complaints
        self._profiles: dict[str, BrowserContext] = {}

    def profile(self, person: str | None = None) -> BrowserContext:
        """A fresh browser profile, of a person who is signed in or of nobody yet."""
        # Scripts of a test come in past the page's content policy, which the app itself obeys.
        context = self.browser.new_context(
            base_url=self.system.url, locale="es-AR", bypass_csp=True, accept_downloads=True
        )
        context.set_default_timeout(PATIENCE_MS)
        self.complaints.listen(context)
        if person is not None:
            answer = context.request.post("/auth/login", data={"username": person, "password": DEMO_PASSWORD})
            assert answer.ok, answer.text()
            keep(context, "session", "1")
        return context

    @contextmanager
    def page(self, person: str, size: Size = "desk", language: str = "es", theme: str = "light") -> Iterator[Page]:
        """A page of somebody who is signed in."""
        if person not in self._profiles:
            self._profiles[person] = self.profile(person)
        page = self._profiles[person].new_page()
        choose(page, size, language, theme)
        yield page
        page.close()

    @contextmanager
    def stranger(self, size: Size = "desk", language: str = "es", theme: str = "light") -> Iterator[Page]:
        """A page in a browser where nobody has signed in yet."""
        context = self.profile()
        page = context.new_page()
        choose(page, size, language, theme)
        yield page
        context.close()


def choose(page: Page, size: Size, language: str, theme: str) -> None:
    """How the page is looked at from its next load on."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    keep(page, "language", language)
    keep(page, "theme", theme)


def keep(where: Page | BrowserContext, name: str, value: str) -> None:
    """Before each load, let the browser have kept this choice of an earlier visit."""
    # An empty page has no storage.
    where.add_init_script(
        f"if (location.protocol !== 'about:') localStorage.setItem('admin-kiosk.{name}', {json.dumps(value)})"
    )


def sign_in(page: Page, person: str = "admin", password: str = DEMO_PASSWORD) -> None:
    """Through the form, as a person does."""
    page.get_by_label("Usuario").fill(person)
    page.get_by_label("Contraseña", exact=True).fill(password)
    page.keyboard.press("Enter")


def wait_for_content(page: Page) -> None:
    """Until the page shows what it came for: a heading, and nothing that is still on its way."""
    expect(page.locator("h1, [role=dialog]").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE_MS)


def words_of(catalogue: Path) -> set[str]:
    """The first parts of the keys of a folder of translations."""
    return {name for file in catalogue.glob("*.json") for name in json.loads(file.read_text())}
