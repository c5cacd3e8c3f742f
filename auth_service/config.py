"""Settings of auth_service."""

from pydantic import Field

from common.settings import Secret, SigningSettings


class Settings(SigningSettings):
    service_port: int = 5001
    admin_password: Secret | None = Field(default=None, description="password of the first admin")
    session_days: int = Field(default=30, ge=1, description="a session ends this long after its last use")
