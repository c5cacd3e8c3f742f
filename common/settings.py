"""Typed settings, read once from the environment; a missing or unsafe one is named."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from common.client_address import THIS_MACHINE, Networks

MIN_SECRET_LENGTH = 32
PLACEHOLDER = "change-me"


class SettingsError(RuntimeError):
    """The environment lacks a setting or holds an invalid one; the message names each, never a value."""


def _not_empty(value: SecretStr) -> SecretStr:
    if not value.get_secret_value():
        raise ValueError("is empty")
    return value


Secret = Annotated[SecretStr, AfterValidator(_not_empty)]
"""A secret; in production one named `…_secret` must be at least 32 characters and not a placeholder."""


class _Environment(PydanticBaseSettingsSource):
    """Where a setting `NAME` of a service comes from, the first that is there and not empty.

    `<SERVICE>_NAME` (for one service of several in a process), `NAME`, or the content of the file that either with
    `_FILE` at its end names, as Docker and Kubernetes mount secrets.
    """

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        service = self.settings_cls.__module__.partition(".")[0]
        for name in (f"{service}_{field_name}".upper(), field_name.upper()):
            if value := os.environ.get(name) or _content_of(f"{name}_FILE"):
                return value, field_name, False
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {name: self.get_field_value(info, name)[0] for name, info in self.settings_cls.model_fields.items()}
        return {name: value for name, value in values.items() if value is not None}


def _content_of(variable: str) -> str | None:
    path = os.environ.get(variable)
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{variable} cannot be read: {error.strerror}") from error


class ServiceSettings(BaseSettings):
    """What every service reads. A service's `config.py` adds its own fields."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    app_env: Literal["development", "production"] = "development"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    service_host: str = "127.0.0.1"
    service_port: int = Field(ge=1, le=65535)
    web_concurrency: int = Field(default=1, ge=1, description="worker processes")
    web_threads: int = Field(default=8, ge=1, description="threads in each worker process")
    tls_cert_file: Path | None = Field(default=None, description="certificate, in PEM, to serve under TLS")
    tls_key_file: Path | None = Field(default=None, description="its private key")
    drain_seconds: float = Field(default=0, ge=0, description="readiness is down this long before a stop")
    redis_url: str
    internal_secret: Secret
    auth_url: str = "http://127.0.0.1:5001"
    kiosk_url: str = "http://127.0.0.1:5002"
    public_url: str = "http://localhost:5000"
    gateway_networks: Networks = Field(
        default=THIS_MACHINE,
        description="networks of the gateway, whose X-Forwarded-For counts",
    )
    demo: bool = False
    otel_exporter_otlp_endpoint: str | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _Environment(settings_cls)

    @classmethod
    def load(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: naming every setting that is missing or invalid.
        """
        try:
            return cls()
        except ValidationError as error:
            # The input stays out of the words: it may be a secret.
            problems = [
                f"{'_'.join(str(part) for part in problem['loc']).upper() or 'settings'}: {problem['msg']}"
                for problem in error.errors(include_input=False, include_url=False)
            ]
            raise SettingsError("; ".join(problems)) from None

    @model_validator(mode="after")
    def _refuse_half_tls(self) -> Self:
        if (self.tls_cert_file is None) != (self.tls_key_file is None):
            raise ValueError("TLS_CERT_FILE and TLS_KEY_FILE need each other")
        return self

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        if self.app_env != "production":
            return self
        if self.demo:
            raise ValueError("DEMO must be off in production")
        for name in type(self).model_fields:
            value = getattr(self, name)
            if PLACEHOLDER in (value.get_secret_value() if isinstance(value, SecretStr) else str(value)):
                raise ValueError(f"{name.upper()} still holds the placeholder {PLACEHOLDER}")
            if name.endswith("_url") and PLACEHOLDER in str(value):
                raise ValueError(f"{name.upper()} still holds the placeholder of a password")
            # Other secrets, such as a first password, follow rules of their own.
            if name.endswith("_secret") and isinstance(value, SecretStr) and is_weak(value.get_secret_value()):
                raise ValueError(f"{name.upper()} must be a secret of its own, {MIN_SECRET_LENGTH} characters or more")
        return self


def is_weak(secret: str) -> bool:
    """Whether a secret is a placeholder or too short for production."""
    return PLACEHOLDER in secret or len(secret) < MIN_SECRET_LENGTH


class DatabaseSettings(ServiceSettings):
    """A service with tables of its own, and so with events to send."""

    database_url: str
    database_pool_size: int = Field(default=5, ge=1)
    streams_url: str


class SigningSettings(DatabaseSettings):
    """A service that signs tokens; its private keys rest encrypted under this secret."""

    key_encryption_secret: Secret
    signing_key_days: int = Field(default=30, ge=1, description="a signing key is replaced at this age")
