"""Fixtures of auth_service's tests."""

from collections.abc import Iterator

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text

from auth_service.models import User
from auth_service.tests.helpers import DEMO_PASSWORD, SignedIn, SignIn, last_entry, sign_in_with
from common.database import db
from common.service import Service
from common.testing.fixtures import FreshClient


@pytest.fixture(autouse=True)
def own_keys(committing_app: Service) -> None:
    """Tokens of the service itself count, as in production; and what is noted from here on is the test's."""
    committing_app.verifier.use("auth_service", committing_app.extensions["SigningKeys"])
    # Entries that earlier tests committed cannot be deleted.
    g.last_entry_before = last_entry()
    db.session.rollback()


@pytest.fixture
def sign_in(client: FlaskClient) -> SignIn:
    """`sign_in("operador")` is that person, signed in."""
    return lambda username, password=DEMO_PASSWORD, **body: sign_in_with(client, username, password, **body)


@pytest.fixture
def admin(sign_in: SignIn) -> SignedIn:
    return sign_in("admin")


@pytest.fixture
def committing_client(committing_app: Service) -> Iterator[FlaskClient]:
    """A client of the service whose writes stay; the people it added go afterwards."""
    known = set(db.session.scalars(select(User.id)))
    db.session.rollback()
    yield FreshClient(committing_app, committing_app.response_class)
    db.session.rollback()
    db.session.execute(delete(User).where(User.id.not_in(known)))
    db.session.execute(text("DELETE FROM outbox"))
    db.session.commit()
    db.session.remove()
