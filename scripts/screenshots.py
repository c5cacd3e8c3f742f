"""Pictures of the web app with demo data, for the README and the docs.

    python -m scripts.screenshots [--all FOLDER]

Starts the system on free ports with data of its own, takes the chosen pictures into docs/images/, and stops it.
`--all` takes every page instead, at the desk and on a phone, in both themes, into another folder to look through.
"""

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.browsing import Complaints, People, Size, wait_for_content
from tests.e2e.conftest import FLAGS
from tests.e2e.places import pages_of
from tests.launching import data_folder, running_system

IMAGES = Path(__file__).parent.parent / "docs" / "images"
KIOSKS = "10"
# Long enough for a chart to have a line, and for the faults of the demo's kiosks to show.
LIVE_SECONDS = 60
JPEG_QUALITY = 80


class Picture(NamedTuple):
    """What is shown how, and the name of its file."""

    name: str
    address: str
    size: Size = "desk"
    theme: str = "light"
    language: str = "es"


def chosen(kiosk: int) -> list[Picture]:
    """The pictures that the documents show."""
    return [
        Picture("fleet", "/app/fleet"),
        Picture("fleet-dark", "/app/fleet", theme="dark"),
        Picture("fleet-phone", "/app/fleet", "phone"),
        Picture("map-dark", "/app/fleet?view=map", theme="dark"),
        Picture("kiosk", f"/app/kiosks/{kiosk}"),
        Picture("kiosk-phone", f"/app/kiosks/{kiosk}", "phone", "dark"),
        Picture("history", f"/app/kiosks/{kiosk}/history"),
        Picture("sales", f"/app/kiosks/{kiosk}/sales"),
        Picture("setup", f"/app/kiosks/{kiosk}/setup"),
        Picture("roles-english", "/app/roles", language="en"),
    ]


def every(addresses: list[str]) -> Iterator[Picture]:
    """Each page in each size and theme."""
    for address in addresses:
        page = address.removeprefix("/app/").replace("/", "-").replace("?", "-")
        for size in ("desk", "phone"):
            for theme in ("light", "dark"):
                yield Picture(f"{page}-{size}-{theme}", address, size, theme)


def take(people: People, picture: Picture, folder: Path) -> None:
    """One picture, of the part that fits the screen."""
    with people.page("admin", picture.size, picture.language, picture.theme) as page:
        page.goto(picture.address)
        wait_for_content(page)
        rest(page)
        page.screenshot(path=folder / f"{picture.name}.jpg", type="jpeg", quality=JPEG_QUALITY)


def rest(page: Page) -> None:
    """Until the line is live and nothing is loaded or moves."""
    page.wait_for_load_state("networkidle")
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))")


def run(browser: Browser, everything: Path | None) -> None:
    folder = everything or IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    with data_folder() as data, running_system(data, KIOSKS=KIOSKS, LIMIT_PERSON="1000000") as system:
        time.sleep(LIVE_SECONDS)
        people = People(browser, system, Complaints())
        addresses = pages_of(system)
        kiosk = int(next(address for address in addresses if "/kiosks/" in address).rpartition("/")[2])
        for picture in every(addresses) if everything else chosen(kiosk):
            take(people, picture, folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page instead, into this folder")
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=FLAGS)
        run(browser, arguments.all)


if __name__ == "__main__":
    main()
