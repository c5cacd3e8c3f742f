"""User names, mail addresses, and how long failures lock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from auth_service.schemas.fields import Email, Username
from auth_service.services.lockout import lock_seconds
from common.usernames import username_key

USERNAME: TypeAdapter[str] = TypeAdapter(Username)
EMAIL: TypeAdapter[str] = TypeAdapter(Email)


@pytest.mark.parametrize("name", ["ana", "Ana María", "o'brien", "用户名", "x" * 80])
def test_user_names_may_be_in_any_script(name: str) -> None:
    assert USERNAME.validate_python(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "ab", "x" * 81, " ana", "ana ", "\u00a0ana", "a\nb c", "a\0bc", "ana\u202ebob", "ana\u200b", "ana\ud800", 5],
)
def test_names_that_mislead_are_refused(name: object) -> None:
    with pytest.raises(ValidationError):
        USERNAME.validate_python(name)


@pytest.mark.parametrize(
    ("one", "other"), [("Ana", "aNA"), ("STRASSE", "straße"), ("ＡＮＡ", "ana"), ("JOSÉ", "jose\u0301")]
)
def test_names_that_differ_in_case_or_form_only_are_the_same(one: str, other: str) -> None:
    assert username_key(one) == username_key(other)


@given(st.text(max_size=80))
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert username_key(username_key(name)) == username_key(name)


@pytest.mark.parametrize(
    "address", ["nobody", "a@b", "a b@example.com", "a@example.com\n", "@example.com", "a\0@example.com"]
)
def test_what_is_no_mail_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        EMAIL.validate_python(address)


def test_mail_addresses_are_written_in_one_way() -> None:
    assert EMAIL.validate_python("ana@EXAMPLE.com") == "ana@example.com"


def test_locks_grow_up_to_an_hour() -> None:
    assert [lock_seconds(failures) for failures in (0, 4, 5, 6, 7, 8)] == [0, 0, 30, 60, 120, 240]
    assert lock_seconds(12) == lock_seconds(10_000) == 3600
