"""Draws the icons of the installed web app from `src/favicon.svg` into `public/icons/`; run it after changing that file.

    .venv/bin/python frontend/scripts/make_icons.py
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

FRONTEND = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
ACCENT = "#4350d8"
# Launchers cut a maskable icon to their own shape; what is within the middle 80 % always stays.
ICONS = {"icon-192.png": (192, 1.0), "icon-512.png": (512, 1.0), "maskable-512.png": (512, 0.72)}


def main() -> None:
    """Writes each icon as a PNG."""
    sign = (FRONTEND / "src" / "favicon.svg").read_text()
    target = FRONTEND / "public" / "icons"
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (size, share) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            background = ACCENT if share < 1 else "transparent"
            page.set_content(
                f"<style>body{{margin:0;display:grid;place-items:center;height:100vh;background:{background}}}"
                f"svg{{width:{size * share}px;height:{size * share}px}}</style>{sign}"
            )
            page.screenshot(path=target / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
