"""Composes auth_service."""

from datetime import timedelta

from auth_service.config import Settings
from auth_service.consumers import workers
from auth_service.messages import MESSAGES
from auth_service.models import Base
from auth_service.routes import account, audit, internal, roles, sessions, users
from auth_service.services import upkeep
from auth_service.services.accounts import Accounts
from auth_service.services.first_people import prepare
from auth_service.services.lockout import Lockout
from auth_service.services.login import Login
from auth_service.services.otp import Otp
from auth_service.services.resets import Resets
from auth_service.services.sessions import Sessions
from auth_service.services.users import Users
from common.database import session_scope
from common.published_keys import published_keys
from common.service import Service
from common.signing_keys import SigningKeys
from common.tokens import PERSON_ISSUER


def create_app(settings: Settings | None = None) -> Service:
    settings = settings or Settings.load()
    app = Service("auth_service", settings, messages=MESSAGES)
    app.use_database(Base.metadata, settings)
    app.extensions["settings"] = settings
    keys = _compose(app, settings)
    app.verifier.use(PERSON_ISSUER, keys)
    app.bootstrap += [keys.ensure, lambda: _first_people(app, settings)]
    for routes in (sessions, account, users, roles, audit, internal):
        app.register_blueprint(routes.bp)
    app.register_blueprint(published_keys("/auth", keys))
    return app


def _compose(app: Service, settings: Settings) -> SigningKeys:
    """Put the parts together; routes find them by their class."""
    secret = settings.key_encryption_secret.get_secret_value()
    keys = SigningKeys(app, PERSON_ISSUER, secret)
    keys.after_revocation.append(upkeep.end_everything)
    sign_ins = Sessions(keys, secret, timedelta(days=settings.session_days))
    otp = Otp(secret)
    login = Login(sign_ins, Lockout(app.redis), otp)
    resets = Resets(sign_ins, app.redis, f"{settings.public_url}/app/reset")
    accounts = Accounts(sign_ins, login, registration_open=settings.registration_open)
    for item in (keys, sign_ins, otp, login, resets, accounts, Users(sign_ins, secret)):
        app.extensions[type(item).__name__] = item
    app.workers += workers(app, resets, keys, timedelta(days=settings.signing_key_days))
    return keys


def _first_people(app: Service, settings: Settings) -> None:
    password = settings.admin_password.get_secret_value() if settings.admin_password else None
    with app.app_context(), session_scope() as session:
        generated = prepare(
            session,
            demo=settings.shows_demo,
            admin_password=password,
            must_change=settings.app_env == "production",
            demo_passwords=_demo_passwords(settings),
        )
        if generated:
            # The one way to hand it over; standard output of this one-time step, never the log.
            print(f"first admin: user admin, password {generated} (shown once)", flush=True)


def _demo_passwords(settings: Settings) -> dict[str, str] | None:
    if not settings.demo or not settings.demo_passwords:
        return None
    return {name: password.get_secret_value() for name, password in settings.demo_passwords.items()}
