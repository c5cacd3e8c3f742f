"""Every page in both languages."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.browsing import People, wait_for_content, words_of
from tests.e2e.places import DOORS, pages_of

CATALOGUE = Path(__file__).parents[2] / "frontend" / "src" / "i18n" / "es"
# A text without translation shows its key, such as `fleet.title`.
KEY = re.compile(rf"(?<![\w.@/-])(?:{'|'.join(sorted(words_of(CATALOGUE)))})\.[a-z]\w*(?:\.\w+)*")
TEXTS = """() => [document.title, document.body.innerText,
  ...[...document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")].flatMap((one) =>
    ["aria-label", "title", "placeholder", "alt"].map((name) => one.getAttribute(name) ?? ""))].join("\\n")"""
both = pytest.mark.parametrize("language", ["es", "en"])


def keys_shown(page: Page, language: str) -> set[str]:
    wait_for_content(page)
    assert page.locator("html").get_attribute("lang") == language
    return set(KEY.findall(page.evaluate(TEXTS)))


@both
def test_every_page_speaks_the_language(people: People, language: str) -> None:
    # These are names, which the page of the roles shows beside their meaning.
    permissions = set(people.system.call("GET", "/auth/me", people.system.login())["permissions"])
    with people.page("admin", language=language) as page:
        for address in pages_of(people.system):
            page.goto(address)
            assert keys_shown(page, language) <= permissions, address


@both
def test_the_doors_speak_the_language(people: People, language: str) -> None:
    with people.stranger(language=language) as page:
        for address in DOORS:
            page.goto(address)
            assert keys_shown(page, language) == set(), address
