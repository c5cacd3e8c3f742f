"""Cells: what is written comes back, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_service.services import cells
from kiosk_service.services.codes import code_in, new_code

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'=+-@\t\\,;| "))


@given(ANYTHING)
def test_escaped_text_comes_back_and_is_no_formula(text: str) -> None:
    cell = cells.escape(text)
    assert cells.unescape(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.text())
def test_text_that_people_wrote_is_changed_only_after_an_apostrophe(text: str) -> None:
    assert cells.unescape(text) == text or text.startswith("'")


@given(st.lists(ANYTHING.map(str.strip).filter(lambda tag: not cells.is_blank(tag))))
def test_tags_come_back(tags: list[str]) -> None:
    assert [tag.strip() for tag in cells.split_tags(cells.join_tags(tags))] == tags


@pytest.mark.parametrize("cell", ["tren,24 h", "tren; 24 h", "tren | 24 h", ", tren,, 24 h,"])
def test_people_separate_tags_as_they_like(cell: str) -> None:
    assert [tag.strip() for tag in cells.split_tags(cell)] == ["tren", "24 h"]


@pytest.mark.parametrize(
    ("header", "field"),
    [("Nombre", "name"), ("UBICACIÓN", "location"), ("Dirección ", "location"), ("Nº de serie", "serial"),
     ("número_de_serie", "serial"), ("Código", "code"), ("Longitud", "lng"), ("\ufeffname", "name"), ("otra", None)],
)  # fmt: skip
def test_headers_are_understood_in_both_languages(header: str, field: str | None) -> None:
    assert cells.field_of(header) == field


@pytest.mark.parametrize(("cell", "number"), [("-34,6037", "-34.6037"), ("−34.6", "-34.6"), ("1,2,3", "1,2,3")])
def test_numbers_may_have_a_decimal_comma(cell: str, number: str) -> None:
    assert cells.fields_of({"lat": cell})["assigned_location"] == {"lat": number}


def test_codes_are_easy_to_read_and_never_look_like_numbers() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(code[0].isalpha() and not set(code) & set("O0I1LU") - set("LU") for code in codes)


@pytest.mark.parametrize(
    "scanned", ["abcd2345", "http://x/k/ABCD2345", "x/k/abcd2345/?q=/k/other", "/K/abcd2345#a", " /k/abcd2345 "]
)
def test_a_code_is_found_in_what_was_scanned(scanned: str) -> None:
    assert code_in(scanned) == "ABCD2345"
