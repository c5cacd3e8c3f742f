"""pytest fixtures: `servers`, the `app` of the service under test, its `client`, and `token` for callers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Protocol, cast

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from redis import Redis

from common.database import db
from common.events import utc_now
from common.service import Service
from common.testing.services import SERVICES_WITH_TABLES, Servers
from common.tokens import ALGORITHM, DEVICE_ISSUER, PERSON_ISSUER
from launcher.embedded.temporary import temporary_postgres, temporary_valkey


class Issuer:
    """Signs tokens as one of the two issuers does, and is the key source that verifies them."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._key = ec.generate_private_key(ec.SECP256R1())

    def get(self, kid: str) -> Any:
        return self._key.public_key() if kid == "test" else None

    def sign(self, lifetime: timedelta = timedelta(minutes=5), **claims: Any) -> str:
        now = utc_now()
        payload = {"iss": self._issuer, "iat": now, "exp": now + lifetime, **claims}
        return jwt.encode(payload, self._key, ALGORITHM, headers={"kid": "test"})


class SignAs(Protocol):
    """`token("kiosks.write", user_id=7)` is the header of a person with that permission."""

    def __call__(self, *permissions: str, user_id: int = 1) -> dict[str, str]: ...


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Valkey of this test process alone."""
    with temporary_postgres() as postgres, temporary_valkey() as valkey:
        yield Servers.provision(postgres, valkey)


@pytest.fixture(scope="session")
def built(servers: Servers) -> Callable[[str], Service]:
    """Each service, built and migrated once a test process."""
    apps: dict[str, Service] = {}

    def build(service: str) -> Service:
        if service not in apps:
            apps[service] = servers.build(service)
        return apps[service]

    return build


@pytest.fixture
def redis(servers: Servers) -> Iterator[Redis]:
    """The test run's Valkey, empty: tests of a whole service leave things in it."""
    client = Redis.from_url(servers.valkey.url)
    client.flushall()
    yield client
    client.flushall()
    client.close()


@pytest.fixture
def committing_app(built: Callable[[str], Service], redis: Redis, request: pytest.FixtureRequest) -> Iterator[Service]:
    """The service whose folder the test lies in. What the test commits stays: for tests with several connections."""
    app = built(request.path.relative_to(request.config.rootpath).parts[0])
    with app.app_context():
        yield app


@pytest.fixture
def app(committing_app: Service) -> Iterator[Service]:
    """The service under test; all that the test writes to its database is rolled back."""
    if committing_app.name not in SERVICES_WITH_TABLES:
        yield committing_app
        return
    # A session takes a connection as well as an engine.
    engines = cast(dict[str | None, Any], db.engines)
    engine = engines[None]
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        try:
            yield committing_app
        finally:
            db.session.remove()
            engines[None] = engine
            outer.rollback()


class FreshClient(FlaskClient):
    """Each request begins with a session that remembers no rows, as in production, though the test shares it."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if self.application.name in SERVICES_WITH_TABLES:
            db.session.expire_all()
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Service) -> FlaskClient:
    return FreshClient(app, app.response_class)


@pytest.fixture(scope="session")
def people_issuer() -> Issuer:
    return Issuer(PERSON_ISSUER)


@pytest.fixture(scope="session")
def device_issuer() -> Issuer:
    return Issuer(DEVICE_ISSUER)


@pytest.fixture
def token(committing_app: Service, people_issuer: Issuer) -> SignAs:
    """Authorization headers of people, by their permissions."""
    committing_app.verifier.use(PERSON_ISSUER, people_issuer)

    def sign(*permissions: str, user_id: int = 1) -> dict[str, str]:
        encoded = people_issuer.sign(sub=str(user_id), typ="access", role="test", permissions=list(permissions))
        return {"Authorization": f"Bearer {encoded}"}

    return sign
