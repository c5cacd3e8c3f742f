"""What other services ask about people."""

from flask.testing import FlaskClient

from auth_service.tests.helpers import SignedIn, add_user
from common.testing.services import INTERNAL_SECRET
from common.tokens import service_token


def test_a_service_learns_who_a_person_is_and_a_person_does_not(client: FlaskClient, admin: SignedIn) -> None:
    user = add_user(admin, "asignada", "technician", name="Ana")
    path = f"/internal/users/{user['id']}"
    headers = {"Authorization": f"Bearer {service_token('kiosk_service', INTERNAL_SECRET)}"}
    answer = client.get(path, headers=headers)
    expected = {"id": user["id"], "username": "asignada", "name": "Ana", "role": "technician", "disabled": False}
    assert answer.get_json() == expected
    assert admin.call("GET", path).status_code == 401
    admin.call("DELETE", f"/auth/users/{user['id']}")
    assert client.get(path, headers=headers).status_code == 404
