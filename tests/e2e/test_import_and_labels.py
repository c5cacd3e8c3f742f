"""Many kiosks from a file, and their labels."""

import random
import re
import string

from playwright.sync_api import FilePayload, expect

from tests.e2e.browsing import People

ROWS = 2_000


def a_file(mark: str) -> FilePayload:
    """So many kiosks, one of them without a name."""
    lines = ["serial,name,location,group"]
    lines += [f"{mark}-{row},{'' if row == 41 else f'Importado {row}'},Depósito,{mark}" for row in range(1, ROWS + 1)]
    return {"name": "kioscos.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}


def test_a_large_file_is_checked_imported_and_labelled(people: People) -> None:
    # Letters only, as numbers are looked for.
    mark = "imp" + "".join(random.choices(string.ascii_lowercase, k=6))
    with people.page("admin") as page:
        page.goto("/app/fleet")
        page.get_by_role("link", name="Importar").click()
        told = page.evaluate_handle("""() => {
          const seen = [];
          new MutationObserver(() => {
            const bar = document.querySelector("progress[value]");
            if (bar) seen.push([bar.value, bar.max]);
          }).observe(document.body, { subtree: true, childList: true, attributes: true });
          return seen;
        }""")
        page.locator("input[type=file]").set_input_files(a_file(mark))
        expect(page.get_by_role("heading", name="kioscos.csv está revisado")).to_be_visible(timeout=60_000)
        expect(page.get_by_role("row", name=re.compile(r"^42 name"))).to_be_visible()
        page.get_by_role("button", name=re.compile(r"Importar 1.?999 kioscos")).click()
        expect(page.get_by_role("heading", name=re.compile(r"Se crearon 1.?999 kioscos"))).to_be_visible(timeout=60_000)
        # Progress came over the live line, in numbers of this file's rows.
        steps = told.json_value()
        assert steps
        assert [step for step in steps if not 0 <= step[0] <= step[1] <= ROWS] == []

        page.goto(f"/app/fleet?group={mark}&q=importado 19")
        labels = page.get_by_role("link", name="Etiquetas")
        wanted = sum("19" in str(row) for row in range(1, ROWS + 1))
        expect(labels).to_have_text(f"Etiquetas ({wanted})")
        labels.click()
        expect(page.get_by_text(f"Etiquetas: {wanted} · hojas: {-(-wanted // 21)}")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name="Crear PDF").click()
        assert download.value.path().read_bytes().startswith(b"%PDF")
