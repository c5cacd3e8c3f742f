"""Which passwords are good enough."""

import pytest

from auth_service.services.passwords import NO_HASH, hash_password, password_matches, require_good
from common.errors import Invalid


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("123456", "password_too_short"),
        ("x" * 9, "password_too_short"),
        ("1234567890", "password_too_common"),
        ("Password123", "password_too_common"),
        ("CONTRASEÑA", "password_too_common"),
        ("qwertyuiop", "password_too_common"),
        ("ababababababababab", "password_too_common"),
        ("ana.admin@example.com", "password_too_common"),
        ("a1" * 501, "password_too_long"),
    ],
)
def test_passwords_that_others_would_guess_are_refused(password: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_good(password, "ana", "Ana.Admin@example.com")
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["tres tristes tigres", "Xk9-fuT.2w", "пароль из слов", "🐟🐠🐡🦈🐙🦑🦐🦞🦀🐚"])
def test_long_enough_and_not_known_is_good(password: str) -> None:
    require_good(password, "ana", None)


def test_a_password_matches_its_own_hash_only() -> None:
    hashed = hash_password("tres tristes tigres")
    assert hashed.startswith("$argon2id$")
    assert password_matches(hashed, "tres tristes tigres")
    assert not password_matches(hashed, "tres tristes tigre")
    for nothing in (None, NO_HASH, "", "nonsense"):
        assert not password_matches(nothing, "tres tristes tigres")
