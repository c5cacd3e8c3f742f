"""QR codes and label sheets."""

import io
import re
import zlib

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kiosk_service.services import labels, qr
from kiosk_service.tests.integration.conftest import As, Register


def text_of(pdf: bytes) -> int:
    """How many letters a PDF shows: fonts are subsets, so the letters themselves are glyph numbers."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return sum(len(re.findall(rb" Tj", inflated)) for inflated in map(_inflated, streams))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize("size", [64, 300, 2048])
def test_a_png_has_at_most_the_size_asked_for(client: FlaskClient, register: Register, as_role: As, size: int) -> None:
    response = client.get(f"/kiosks/{register()['id']}/qr.png?size={size}", headers=as_role("operator"))
    assert (response.status_code, response.content_type) == (200, "image/png")
    width, height = Image.open(io.BytesIO(response.data)).size
    assert width == height <= size


def test_the_code_holds_the_public_address(client: FlaskClient, register: Register, as_role: As) -> None:
    kiosk = register()
    response = client.get(f"/kiosks/{kiosk['id']}/qr.png?size=2048", headers=as_role("operator"))
    assert response.data == qr.image_of(f"http://localhost:5000/k/{kiosk['code']}", "png", 2048)


def test_an_svg_is_scalable_and_cached(client: FlaskClient, register: Register, as_role: As) -> None:
    path, operator = f"/kiosks/{register()['id']}/qr.svg", as_role("operator")
    response = client.get(path, headers=operator)
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    assert response.data.startswith(b"<svg")
    again = client.get(path, headers={**operator, "If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("size", ["63", "2049", "x"])
def test_a_size_without_sense_is_refused(client: FlaskClient, register: Register, as_role: As, size: str) -> None:
    response = client.get(f"/kiosks/{register()['id']}/qr.svg?size={size}", headers=as_role("operator"))
    assert response.status_code == 422


@pytest.mark.parametrize("size", labels.SHEETS)
def test_every_size_of_label_is_printed(client: FlaskClient, register: Register, as_role: As, size: str) -> None:
    names = ["Peatonal Ñandú y Güemes " * 5, "X" * 120, "Łódź", "a", "\u200b日本🙂"]
    ids = [register(name=name[:120])["id"] for name in names]
    response = client.post("/kiosks/labels", json={"ids": ids, "size": size}, headers=as_role("operator"))
    assert (response.status_code, response.content_type) == (200, "application/pdf")
    assert response.data.startswith(b"%PDF-")
    assert text_of(response.data) >= 2 * len(ids)


def test_labels_go_on_over_several_sheets() -> None:
    label = labels.Label("Estación", "ABCD2345", "https://kioscos.example/k/ABCD2345")
    sheets = labels.print_sheets([label] * 500)
    assert len(re.findall(rb"/Type /Page\n", sheets)) == -(-500 // 21)


def test_labels_of_an_unknown_kiosk_are_refused(client: FlaskClient, register: Register, as_role: As) -> None:
    body = {"ids": [register()["id"], 10**9]}
    assert client.post("/kiosks/labels", json=body, headers=as_role("operator")).status_code == 404
    assert client.post("/kiosks/labels", json={"ids": []}, headers=as_role("operator")).status_code == 422
    assert client.post("/kiosks/labels", json={"ids": [1] * 501}, headers=as_role("operator")).status_code == 422
