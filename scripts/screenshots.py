"""Pictures of every page of the web app with demo data, for the README and the docs.

    python -m scripts.screenshots [FOLDER] [--only PATTERN]

Starts the system on free ports with data of its own, and takes each page at the desk (1440 px) and on a phone (390 px)
in both themes into docs/images/, or into FOLDER to look through them. For docs/images/ it also writes docs/screens.md,
which shows them all.
"""

import argparse
import io
import itertools
import os
import re
import time
from pathlib import Path
from typing import get_args

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.browsing import Complaints, People, Size, wait_for_content
from tests.e2e.conftest import FLAGS
from tests.e2e.places import DOORS, PAGES, pages_of
from tests.launching import data_folder, running_system

DOCS = Path(__file__).parent.parent / "docs"
IMAGES = DOCS / "images"
KIOSKS = "10"
# Long enough for a chart to have a line, and for the faults of the demo's kiosks to show.
LIVE_SECONDS = 60
QUALITY = 70
LOOKS = list(itertools.product(get_args(Size), ("light", "dark")))


def name_of(address: str) -> str:
    """What the files of a page are called: `/app/kiosks/{id}/sales` is `kiosks-sales`."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"\{\w+\}", "", address.removeprefix("/app/")))
    return "-".join(words) or "sign-in"


def take(page: Page, address: str, folder: Path, name: str) -> None:
    """The part of a page that fits the screen, when nothing is loaded or moves any more."""
    page.goto(address)
    wait_for_content(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))")
    Image.open(io.BytesIO(page.screenshot())).save(folder / f"{name}.webp", quality=QUALITY, method=6)


def take_all(browser: Browser, folder: Path, only: str) -> None:
    """The pictures whose name matches the pattern."""

    def wanted(address: str) -> bool:
        return re.search(only, name_of(address)) is not None

    folder.mkdir(parents=True, exist_ok=True)
    with data_folder() as data, running_system(data, KIOSKS=KIOSKS, LIMIT_PERSON="1000000") as system:
        time.sleep(LIVE_SECONDS)
        people = People(browser, system, Complaints())
        addresses = dict(zip(PAGES, pages_of(system), strict=True))
        for size, theme in LOOKS:
            with people.stranger(size, theme=theme) as page:
                for door in filter(wanted, DOORS):
                    take(page, door, folder, f"{name_of(door)}-{size}-{theme}")
            with people.page("admin", size, theme=theme) as page:
                for template in filter(wanted, PAGES):
                    take(page, addresses[template], folder, f"{name_of(template)}-{size}-{theme}")


def gallery() -> str:
    """The page of the docs that shows all pictures."""
    lines = [
        "# Screens",
        "",
        "Every page with the data of the demo, at the desk and on a phone. `make screenshots` takes the pictures anew "
        "and writes this page.",
    ]
    for address in [*DOORS, *PAGES]:
        lines += ["", f"## `{address}`", ""]
        lines += [
            f'<img src="images/{name_of(address)}-{size}-{theme}.webp" alt="{address}, {size}, {theme}" '
            f'height="{360 if size == "desk" else 420}">'
            for size, theme in LOOKS
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=IMAGES, help="where the pictures go")
    parser.add_argument("--only", default="", metavar="PATTERN", help="only pages whose pictures are called so")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=FLAGS)
        take_all(browser, folder, arguments.only)
    if folder == IMAGES:
        (DOCS / "screens.md").write_text(gallery(), encoding="utf-8")


if __name__ == "__main__":
    main()
