"""Settings of auth_service."""

from urllib.parse import urlsplit

from pydantic import Field, Json, SecretStr

from common.settings import Secret, SigningSettings

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Settings(SigningSettings):
    service_port: int = 5001
    demo_passwords: Json[dict[str, SecretStr]] | None = Field(
        default=None, description="passwords to give the demo's people now, by user name; they replace what they had"
    )
    admin_password: Secret | None = Field(default=None, description="password of the first admin")
    session_days: int = Field(default=30, ge=1, description="a session ends this long after its last use")
    registration_enabled: bool | None = Field(
        default=None, description="whether people may register themselves; default: only in development"
    )

    @property
    def registration_open(self) -> bool:
        if self.registration_enabled is None:
            return self.app_env == "development"
        return self.registration_enabled

    @property
    def shows_demo(self) -> bool:
        """Demo people have passwords that everybody knows: only for who sits at this machine."""
        return self.demo and self.service_host in LOOPBACK and urlsplit(self.public_url).hostname in LOOPBACK
