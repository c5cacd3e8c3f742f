"""axe finds nothing on any page, in either theme, at the desk or on a phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.browsing import People, Size, wait_for_content
from tests.e2e.places import DOORS, pages_of

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Only colours differ between the themes.
COLOURS = {"type": "rule", "values": ["color-contrast"]}
sizes = pytest.mark.parametrize("size", ["desk", "phone"])


def findings(page: Page, rules: dict[str, Any]) -> list[str]:
    # Marks that change while they are looked at, such as a fading menu, would be judged half-way.
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))")
    found = page.evaluate("(runOnly) => axe.run(document, { runOnly, resultTypes: ['violations'] })", rules)
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:200]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"][:3]
    ]


def findings_in_both_themes(page: Page, address: str) -> list[str]:
    page.emulate_media(color_scheme="light")
    page.goto(address)
    wait_for_content(page)
    found = findings(page, RULES)
    page.emulate_media(color_scheme="dark")
    found += findings(page, COLOURS)
    return [f"{address}: {finding}" for finding in found]


@sizes
def test_no_page_has_a_finding(people: People, size: Size) -> None:
    with people.page("admin", size, theme="system") as page:
        page.add_init_script(path=AXE)
        found = [finding for address in pages_of(people.system) for finding in findings_in_both_themes(page, address)]
    assert found == []


@sizes
def test_no_door_has_a_finding(people: People, size: Size) -> None:
    with people.stranger(size, theme="system") as page:
        page.add_init_script(path=AXE)
        found = [finding for address in DOORS for finding in findings_in_both_themes(page, address)]
    assert found == []
