"""Import and export: every usual file is understood, and what goes out comes back."""

import csv
import io
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from redis import Redis
from sqlalchemy import create_engine, delete, func, select, text
from sqlalchemy.orm import Session

from common import live
from common.database import db
from common.testing.services import Servers
from kiosk_service.models import Kiosk
from kiosk_service.repositories import bulk
from kiosk_service.services import progress
from kiosk_service.tests.integration.conftest import IDS, As, Register

SPANISH = "Nombre;Ubicación;Latitud;Longitud;Etiquetas\nEstación Ñ;Plaza;-34,6;-58,4;tren, 24 h\n"


def send(
    client: FlaskClient, headers: dict[str, str], content: bytes | str, query: str = "", name: str = "kiosks.csv"
) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(f"/kiosks/import{query}", data={"file": (io.BytesIO(data), name)}, headers=headers)


def xlsx(*rows: list[Any]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def all_kiosks(client: FlaskClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/kiosks?limit=500", headers=headers).get_json()["items"]
    return items


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_in_any_usual_form_is_understood(client: FlaskClient, as_role: As, encoding: str, separator: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(csv.reader(io.StringIO(SPANISH), delimiter=";"))
    answer = send(client, as_role("operator"), buffer.getvalue().encode(encoding)).get_json()
    assert (answer["created"], answer["errors"]) == (1, [])
    (kiosk,) = all_kiosks(client, as_role("operator"))
    assert (kiosk["name"], kiosk["tags"]) == ("Estación Ñ", ["tren", "24 h"])
    assert kiosk["assigned_location"] == {"lat": -34.6, "lng": -58.4}
    assert kiosk["status"] == "registered"


def test_a_workbook_is_understood_and_its_formulas_stay_text(client: FlaskClient, as_role: As) -> None:
    content = xlsx(["name", "location", "serial", "interval", "lat", "lng"], ["=1+1", "Plaza", 12345, 10.0, -34.6, 1])
    answer = send(client, as_role("operator"), content, name="a.xlsx").get_json()
    assert (answer["created"], answer["errors"]) == (1, [])
    (kiosk,) = all_kiosks(client, as_role("operator"))
    assert (kiosk["name"], kiosk["serial"], kiosk["interval"]) == ("=1+1", "12345", 10)
    exported = client.get("/kiosks/export.csv", headers=as_role("operator")).get_data(as_text=True)
    assert ",'=1+1," in exported


def test_valid_rows_are_created_and_the_others_reported_by_row(
    client: FlaskClient, register: Register, as_role: As
) -> None:
    register(serial="TAKEN", code="TAKEN-1")
    content = "\n".join(
        [
            "name,location,serial,code,lat,lng,interval",
            "uno,a,S-1,CODE-1,,,",
            ",a,S-2,,,,",
            "",
            "dos,a,TAKEN,,,,",
            "tres,a,S-1,,,,",
            "cuatro,a,S-4,taken-1,,,",
            "cinco,a,S-5,code-1,,,",
            "seis,a,with space,,95,x,9.5",
            "siete,a,,,1,,",
            "ocho,a,,,,,",
            f"{'x' * 121},a,,,,,",
        ]
    )
    answer = send(client, as_role("operator"), content).get_json()
    assert (answer["rows"], answer["valid"], answer["created"]) == (10, 2, 2)
    assert [(error["row"], error["field"], error["code"]) for error in answer["errors"]] == [
        (3, "name", "missing"),
        (5, "serial", "serial_taken"),
        (6, "serial", "serial_repeated"),
        (7, "code", "code_taken"),
        (8, "code", "code_repeated"),
        (9, "interval", "int_parsing"),
        (9, "lat", "less_than_equal"),
        (9, "lng", "float_parsing"),
        (9, "serial", "string_pattern_mismatch"),
        (10, "lng", "missing"),
        (12, "name", "string_too_long"),
    ]
    assert all(error["message"] for error in answer["errors"])
    assert {kiosk["name"] for kiosk in all_kiosks(client, as_role("operator"))} >= {"uno", "ocho"}


def test_a_dry_run_reports_the_same_and_creates_nothing(client: FlaskClient, as_role: As) -> None:
    content = "name,location,serial,colour\na,b,S-1,red\na,b,S-1,red\n"
    waiting = text("SELECT count(*) FROM outbox")
    before = db.session.scalar(waiting)
    checked = send(client, as_role("operator"), content, "?dry_run=true").get_json()
    assert all_kiosks(client, as_role("operator")) == []
    assert db.session.scalar(waiting) == before
    imported = send(client, as_role("operator"), content).get_json()
    assert (checked["valid"], checked["created"], checked["ignored_columns"]) == (1, 0, ["colour"])
    assert (imported["valid"], imported["created"]) == (1, 1)
    assert imported["errors"] == checked["errors"]


def test_repeating_an_import_with_its_key_creates_once(client: FlaskClient, as_role: As) -> None:
    headers = {**as_role("operator"), "Idempotency-Key": "upload-1"}
    first, second = (send(client, headers, "name,location\na,b\n").get_json() for _ in range(2))
    assert first == second
    assert len(all_kiosks(client, headers)) == 1


def test_messages_follow_the_language(client: FlaskClient, as_role: As) -> None:
    headers = {**as_role("operator"), "Accept-Language": "en"}
    answer = send(client, headers, "name,location\n,b\n").get_json()
    assert answer["errors"][0]["message"] == "This is missing."


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (65 * 1024 * 1024))
    return buffer.getvalue()


def with_sheet(xml: str) -> bytes:
    source, buffer = zipfile.ZipFile(io.BytesIO(xlsx(["name"]))), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in source.namelist():
            archive.writestr(member, xml if member == "xl/worksheets/sheet1.xml" else source.read(member))
    return buffer.getvalue()


ENTITIES = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet
 xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c t="inlineStr">
 <is><t>&b;</t></is></c></row></sheetData></worksheet>"""
FAR_AWAY = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
 <row r="999999999999"><c r="A1"><v>1</v></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n\n", "file_empty"),
        (b"\x00\x01\x02\xff\xfe\x00" * 50, "file_unreadable"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "file_unreadable"),
        (b"PK\x03\x04 not really", "file_unreadable"),
        (b'name,location\n"open,b\nc,d\n', "quote_left_open"),
        (b"colour,size\nred,1\n", "columns_missing"),
        (b"name\na\n", "columns_missing"),
        (bomb(), "file_too_large_unpacked"),
        (with_sheet("<worksheet><broken"), "file_unreadable"),
        (with_sheet(ENTITIES), "file_unreadable"),
        (with_sheet(FAR_AWAY), "file_empty"),
        (b"name,location\n" + b"a,b\n" * 20_001, "too_many_rows"),
    ],
    ids=range(13),
)
def test_a_file_that_cannot_be_used_is_refused_by_name(
    client: FlaskClient, as_role: As, content: bytes, code: str
) -> None:
    response = send(client, as_role("operator"), content)
    assert (response.status_code, response.get_json()["code"]) == (422, code)


def test_quotes_within_a_cell_are_a_part_of_it(client: FlaskClient, as_role: As) -> None:
    content = 'name,location\n"Bar" El Sol,B\nBar "La Luna",B\n"Bar ""El Mar""",B'
    assert send(client, as_role("operator"), content).get_json()["created"] == 3
    names = [kiosk["name"] for kiosk in all_kiosks(client, as_role("operator"))]
    assert names == ["Bar El Sol", 'Bar "La Luna"', 'Bar "El Mar"']


def test_it_is_told_where_a_quote_stays_open(client: FlaskClient, as_role: As) -> None:
    refused = send(client, {**as_role("operator"), "Accept-Language": "en"}, 'name,location\na,b\nc,"d\ne,f')
    assert refused.get_json()["message"] == "The quotes that open in row 3 do not close."


def test_files_may_be_large_but_not_too_large(client: FlaskClient, as_role: As) -> None:
    large = b"name,location\na,b\n" + b"," * (2 * 1024 * 1024)
    assert send(client, as_role("operator"), large).get_json()["created"] == 1
    assert send(client, as_role("operator"), b"a" * (21 * 1024 * 1024)).status_code == 413


def test_twenty_thousand_rows_are_imported_at_once(client: FlaskClient, as_role: As) -> None:
    rows = "".join(f"Kiosco {n},Calle {n},N-{n}\n" for n in range(20_000))
    answer = send(client, as_role("operator"), "name,location,serial\n" + rows).get_json()
    assert (answer["created"], answer["errors"]) == (20_000, [])
    assert db.session.scalar(select(func.count()).select_from(Kiosk)) == 20_000
    told = text("SELECT count(*) FROM outbox WHERE type = :type AND data->>'name' LIKE 'Kiosco %'")
    for name in ("kiosk.registered", "kiosk.access_changed"):
        assert db.session.scalar(told, {"type": name}) == 20_000
    exported = client.get("/kiosks/export.csv", headers=as_role("operator")).get_data(as_text=True)
    assert len(list(csv.reader(io.StringIO(exported)))) == 20_001


def test_an_export_honours_the_filters(client: FlaskClient, register: Register, as_role: As) -> None:
    register(name="norte", group="n")
    register(name="sur", group="s")
    response = client.get("/kiosks/export.csv?group=n", headers=as_role("operator"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="kiosks.csv"'
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["norte"]


LINE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from("'=+-@\t\"\\,;|\n\r"),
    min_size=1,
    max_size=12,
)
PLACES = st.none() | st.fixed_dictionaries(
    {"lat": st.floats(-90, 90, allow_subnormal=False), "lng": st.floats(-180, 180, allow_subnormal=False)}
)
KIOSKS = st.fixed_dictionaries(
    {
        "name": LINE,
        "location": LINE,
        "model": st.just("") | LINE,
        "group": st.none() | LINE,
        "tags": st.lists(LINE, max_size=3),
        "assigned_location": PLACES,
        "interval": st.integers(1, 3600),
    }
)
KEPT = ("serial", "code", "name", "location", "model", "group", "tags", "assigned_location", "interval")


@given(st.lists(KIOSKS, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_exported_comes_back_unchanged(client: FlaskClient, as_role: As, bodies: list[dict[str, Any]]) -> None:
    operator = as_role("operator")
    for body in bodies:
        client.post("/kiosks", json={**body, "serial": uuid4().hex}, headers=operator)
    before = [{name: kiosk[name] for name in KEPT} for kiosk in all_kiosks(client, operator)]
    exported = client.get("/kiosks/export.csv", headers=operator).data
    db.session.execute(delete(Kiosk))
    db.session.commit()
    answer = send(client, operator, exported)
    if before:
        assert answer.get_json()["errors"] == []
    assert [{name: kiosk[name] for name in KEPT} for kiosk in all_kiosks(client, operator)] == before
    db.session.execute(delete(Kiosk))
    db.session.commit()


@contextmanager
def listening(redis: Redis) -> Iterator[list[dict[str, Any]]]:
    """What is announced meanwhile."""
    heard: list[dict[str, Any]] = []
    with redis.pubsub(ignore_subscribe_messages=True) as subscription:  # type: ignore[no-untyped-call]
        subscription.subscribe(live.CHANNEL)
        subscription.get_message(timeout=5)
        yield heard
        while message := subscription.get_message(timeout=0.5):
            heard.append(orjson.loads(message["data"]))


PHASES = ("reading", "checking", "storing")


def test_an_import_tells_its_caller_how_far_it_is(
    client: FlaskClient, as_role: As, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PAUSE_SECONDS", 0)
    rows = "".join(f"Kiosco {n},Calle {n}\n" for n in range(2500)) + ",without a name\n"
    with listening(redis) as heard:
        answer = send(client, as_role("operator"), "name,location\n" + rows, "?task=import-0001")
    assert answer.get_json()["created"] == 2500
    assert {(message["event"], message["room"]) for message in heard} == {("task_progress", f"user:{IDS['operator']}")}
    told = [message["data"] for message in heard]
    assert all((data["task_id"], data["kind"]) == ("import-0001", "kiosk_import") for data in told)
    assert [data["state"] for data in told] == ["running"] * (len(told) - 1) + ["done"]
    steps = [(PHASES.index(data["phase"]), data["done"]) for data in told]
    assert steps == sorted(steps)
    assert {phase for phase, _ in steps} == {0, 1, 2}
    assert all(data["done"] <= data["total"] for data in told)
    assert told[-1]["done"] == told[-1]["total"] == 2 * 2501


def test_progress_is_told_at_a_bounded_rate(client: FlaskClient, as_role: As, redis: Redis) -> None:
    started = time.monotonic()
    with listening(redis) as heard:
        send(client, as_role("operator"), "name,location\n" + "a,b\n" * 3000, "?task=import-0002")
    assert 2 <= len(heard) <= 4 * (time.monotonic() - started) + 2


def test_a_failed_import_says_so(client: FlaskClient, as_role: As, redis: Redis) -> None:
    with listening(redis) as heard:
        assert send(client, as_role("operator"), "colour\nred\n", "?task=import-0003").status_code == 422
    assert heard[-1]["data"]["state"] == "failed"


def test_an_import_nobody_follows_tells_nothing(client: FlaskClient, as_role: As, redis: Redis) -> None:
    with listening(redis) as heard:
        assert send(client, as_role("operator"), "name,location\na,b\n").status_code == 200
    assert heard == []
    assert send(client, as_role("operator"), "name,location\na,b\n", "?task=short").status_code == 422


def test_a_second_import_at_the_same_time_is_refused_and_told_as_failed(
    client: FlaskClient, as_role: As, redis: Redis, servers: Servers
) -> None:
    other = create_engine(servers.environment("kiosk_service")["DATABASE_URL"])
    with Session(other) as session, listening(redis) as heard:
        assert bulk.take_turn(session)
        refused = send(client, as_role("operator"), "name,location\na,b\n", "?task=import-0004")
    other.dispose()
    assert (refused.status_code, refused.get_json()["code"]) == (409, "import_running")
    assert heard[-1]["data"]["state"] == "failed"
    assert send(client, as_role("operator"), "name,location\na,b\n").status_code == 200
