"""Composes auth_service."""

from datetime import timedelta

from auth_service.config import Settings
from auth_service.messages import MESSAGES
from auth_service.models import Base
from auth_service.routes import profile, sessions
from auth_service.services.first_people import add_demo_people, add_first_admin, put_built_in_roles
from auth_service.services.sessions import Sessions
from common.database import session_scope
from common.published_keys import published_keys
from common.service import Service
from common.signing_keys import SigningKeys
from common.tokens import PERSON_ISSUER

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    secret = settings.key_encryption_secret.get_secret_value()
    app = Service("auth_service", settings, messages=MESSAGES)
    app.use_database(Base.metadata, settings)
    keys = SigningKeys(app, PERSON_ISSUER, secret)
    app.verifier.use(PERSON_ISSUER, keys)
    app.extensions["settings"] = settings
    app.extensions["signing_keys"] = keys
    app.extensions["sessions"] = Sessions(keys, secret, timedelta(days=settings.session_days))
    app.bootstrap += [keys.ensure, lambda: _first_people(app, settings)]
    for blueprint in (sessions.bp, profile.bp, published_keys("/auth", keys)):
        app.register_blueprint(blueprint)
    return app


def _first_people(app: Service, settings: Settings) -> None:
    with app.app_context(), session_scope() as session:
        put_built_in_roles(session)
        if settings.demo and settings.service_host in LOOPBACK:
            add_demo_people(session)
            return
        password = settings.admin_password.get_secret_value() if settings.admin_password else None
        generated = add_first_admin(session, password)
        if generated:
            # The one way to hand it over; standard output of this one-time step, never the log.
            print(f"first admin: user admin, password {generated} (shown once)", flush=True)
