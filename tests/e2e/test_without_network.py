"""The app opens without a network, says of when is what it shows, and recovers by itself."""

import re
from urllib.parse import quote

from playwright.sync_api import Page, expect

from common.testing.waiting import eventually
from tests.e2e.browsing import Complaints, People, choose, wait_for_content
from tests.e2e.places import a_live_kiosk

NOTE = re.compile(r"Sin conexión\. Ves lo último que se supo: .*\d+:\d\d")
# The list of the fleet is among the answers that the browser keeps.
REMEMBERED = """async () => {
  const database = await new Promise((done) =>
    (indexedDB.open("admin-kiosk").onsuccess = (event) => done(event.target.result)));
  const answers = await new Promise((done) =>
    (database.transaction("answers").objectStore("answers").getAll().onsuccess = (event) => done(event.target.result)));
  database.close();
  return answers.some(({ key }) => key[0] === "kiosks");
}"""


def wait_for_the_worker(page: Page) -> None:
    """Until the service worker is installed, and controls the page from the next load on."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def test_the_fleet_and_a_label_open_without_a_network(people: People, complaints: Complaints) -> None:
    # The browser logs each request that the missing network swallows.
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    kiosk = a_live_kiosk(people.system)
    context = people.profile("admin")
    page = context.new_page()
    choose(page, "phone", "es", "light")
    page.goto(f"/k/{kiosk['code']}")
    wait_for_the_worker(page)
    expect(page).to_have_url(re.compile(rf"/app/kiosks/{kiosk['id']}"))
    page.goto(f"/app/fleet?q={quote(kiosk['name'])}")
    expect(page.get_by_text(kiosk["name"], exact=True)).to_be_visible()
    wait_for_content(page)
    assert eventually(lambda: bool(page.evaluate(REMEMBERED)))

    context.set_offline(True)
    page.reload()
    note = page.get_by_text(NOTE)
    expect(note).to_be_visible()
    expect(page.get_by_text(kiosk["name"], exact=True)).to_be_visible()
    page.goto(f"/k/{kiosk['code']}")
    expect(page.get_by_role("heading", name=kiosk["name"])).to_be_visible()
    expect(note).to_be_visible()

    context.set_offline(False)
    expect(note).to_have_count(0)
    expect(page.get_by_text("En vivo", exact=True)).to_be_visible()
    context.close()
