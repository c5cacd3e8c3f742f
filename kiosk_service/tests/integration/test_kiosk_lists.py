"""Lists of kiosks: filters, search, the map, and every order in pages."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from common.database import db
from common.events import utc_now
from kiosk_service.models import Kiosk, KioskState
from kiosk_service.tests.integration.conftest import As, Register

NAMES = st.text(st.sampled_from("aAáÁñzZ 0%_\\ﷺ"), min_size=1, max_size=6).map(lambda text: f"x{text}x")


def ids(client: FlaskClient, headers: dict[str, str], **query: Any) -> list[int]:
    response = client.get("/kiosks", query_string=query, headers=headers)
    assert response.status_code == 200, response.get_json()
    body = response.get_json()
    assert body["total"] == len(body["items"])
    return [kiosk["id"] for kiosk in body["items"]]


def change(kiosk: dict[str, Any], **columns: Any) -> None:
    db.session.execute(update(Kiosk).where(Kiosk.id == kiosk["id"]).values(**columns))


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({"group": "norte"}, {"group": "norte"}),
        ({"tags": ["tren", "24 h"]}, {"tag": "24 h"}),
        ({"model": "K2"}, {"model": "K2"}),
        ({"name": "Café Ñandú"}, {"q": "cafe nandu"}),
        ({"serial": "ZX-900"}, {"q": "zx-9"}),
        ({"location": "Plaza de Mayo"}, {"q": "PLAZA DE"}),
        ({"name": "100% tren"}, {"q": "100%"}),
        ({"name": "100％ tren"}, {"q": "0% T"}),
        ({"assigned_location": {"lat": -34.6, "lng": -58.4}}, {"bbox": "-59,-35,-58,-34"}),
        ({"assigned_location": {"lat": -17, "lng": 179.5}}, {"bbox": "179,-20,-179,-10"}),
    ],
)
def test_a_filter_leaves_what_fits(
    client: FlaskClient, register: Register, as_role: As, fields: dict[str, Any], query: dict[str, str]
) -> None:
    fitting = register(**fields)
    register(group="sur", tags=["otro"], model="K3", assigned_location={"lat": 40, "lng": -3})
    register(name="100 trenes", location="Otra parte")
    assert ids(client, as_role("operator"), **query) == [fitting["id"]]


def test_a_kiosk_without_a_place_is_on_the_map_where_it_says_it_is(
    client: FlaskClient, register: Register, as_role: As
) -> None:
    there = register()
    elsewhere = register(assigned_location={"lat": 40, "lng": -3})
    said = {"location": {"lat": -34.6, "lng": -58.4}, "seq": 1, "timestamp": "t", "received_at": "t"}
    for kiosk in (there, elsewhere):
        db.session.execute(update(KioskState).where(KioskState.kiosk_id == kiosk["id"]).values(reading=said))
    assert ids(client, as_role("operator"), bbox="-59,-35,-58,-34") == [there["id"]]


def test_assigned_to_me_to_somebody_and_to_nobody(client: FlaskClient, register: Register, as_role: As) -> None:
    mine, other, free = register(), register(), register()
    change(mine, assigned_to=30)
    change(other, assigned_to=99)
    operator = as_role("operator")
    assert ids(client, operator, assigned_to="me") == [mine["id"]]
    assert ids(client, operator, assigned_to="99") == [other["id"]]
    assert ids(client, operator, assigned_to="none") == [free["id"]]
    assert ids(client, as_role("technician"), assigned_to="99") == []


def test_each_status_lists_the_kiosks_that_show_it(client: FlaskClient, register: Register, as_role: As) -> None:
    registered, online, offline, blocked, retired = (register() for _ in range(5))
    change(online, lifecycle="active")
    change(offline, lifecycle="active")
    change(blocked, lifecycle="active", mode="blocked")
    change(retired, lifecycle="retired", mode="blocked")
    db.session.execute(update(KioskState).where(KioskState.kiosk_id == online["id"]).values(connection="online"))
    expected = {
        "registered": registered,
        "online": online,
        "offline": offline,
        "blocked": blocked,
        "retired": retired,
    }
    operator = as_role("operator")
    for status, kiosk in expected.items():
        items = client.get("/kiosks", query_string={"status": status}, headers=operator).get_json()["items"]
        assert [(item["id"], item["status"]) for item in items] == [(kiosk["id"], status)]
    assert retired["id"] not in ids(client, operator)


@pytest.mark.parametrize(
    "query",
    [
        "sort=location", "bbox=1,2,3", "bbox=0,5,1,-5", "bbox=-181,0,0,1", "bbox=nan,0,0,1", "assigned_to=x",
        "sort=name&cursor=WzFd", "sort=last_seen_at&cursor=WyJ4IiwxXQ", "sort=name&cursor=WyJcdWQ4MDAiLDFd",
    ],
)  # fmt: skip
def test_a_list_query_that_makes_no_sense_is_refused(client: FlaskClient, as_role: As, query: str) -> None:
    assert client.get(f"/kiosks?{query}", headers=as_role("operator")).status_code == 422


@pytest.mark.parametrize("sort", ["id", "name", "last_seen_at", "created_at"])
@pytest.mark.parametrize("sign", ["", "-"])
@given(names=st.lists(NAMES, max_size=7), limit=st.integers(1, 4), seen=st.lists(st.booleans(), min_size=7, max_size=7))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_of_any_order_give_every_kiosk_once(
    client: FlaskClient,
    register: Register,
    as_role: As,
    sort: str,
    sign: str,
    names: list[str],
    limit: int,
    seen: list[bool],
) -> None:
    group = uuid4().hex
    made = [register(name=name, group=group) for name in names]
    for kiosk, spoke in zip(made, seen, strict=False):
        if spoke:
            values = {"last_seen_at": utc_now()}
            db.session.execute(update(KioskState).where(KioskState.kiosk_id == kiosk["id"]).values(**values))
    found: list[dict[str, Any]] = []
    cursor = None
    while cursor is not None or not found:
        query = {"group": group, "limit": limit, "sort": sign + sort, **({"cursor": cursor} if cursor else {})}
        body = client.get("/kiosks", query_string=query, headers=as_role("operator")).get_json()
        assert body["total"] == len(made)
        found += body["items"]
        cursor = body["next_cursor"]
        if cursor is None:
            break
    assert sorted(kiosk["id"] for kiosk in found) == sorted(kiosk["id"] for kiosk in made)
    if sort in ("id", "created_at"):
        assert [kiosk["id"] for kiosk in found] == [kiosk["id"] for kiosk in made][:: -1 if sign else 1]
    if sort == "last_seen_at":
        times = [kiosk["last_seen_at"] or "" for kiosk in found]
        assert times == sorted(times, reverse=bool(sign))


def test_names_stand_in_the_order_people_expect(client: FlaskClient, register: Register, as_role: As) -> None:
    for name in ("Zárate", "ábaco", "Abaco 2", "zarate 1", "Ñandú", "nube"):
        register(name=name)
    body = client.get("/kiosks?sort=name", headers=as_role("operator")).get_json()
    names = [kiosk["name"] for kiosk in body["items"]]
    assert names == ["ábaco", "Abaco 2", "Ñandú", "nube", "Zárate", "zarate 1"]


def test_a_long_name_that_unfolds_to_more_letters_can_be_kept(client: FlaskClient, register: Register) -> None:
    assert register(name="ﷺ" * 120)["name"] == "ﷺ" * 120
