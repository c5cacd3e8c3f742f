"""Settings of notification_service."""

from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic import Secret as Hidden

from common.settings import DatabaseSettings


def _one_sender(value: str) -> str:
    local, _, domain = parseaddr(value)[1].rpartition("@")
    if not (local and domain and value.isprintable()):
        raise ValueError("holds no mail address")
    return value


class Settings(DatabaseSettings):
    service_port: int = 5006
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_username: str | None = None
    # The mail provider gives it, so the rules for secrets of our own do not fit.
    smtp_password: Hidden[str] | None = None
    mail_from: Annotated[str, AfterValidator(_one_sender)] = "Admin Kiosk <no-reply@admin-kiosk.local>"
    delivery_attempts: int = Field(default=6, ge=1, description="tries before a delivery counts as failed")
    delivery_retry_seconds: float = Field(default=15, ge=0, description="before the second try; then four times longer")
    delivery_lease_seconds: int = Field(default=60, ge=5, description="how long one try may take")
    task_pool: Literal["prefork", "threads"] = Field(default="prefork", description="threads take half the memory")
    task_concurrency: int = Field(default=1, ge=1, description="mails that one worker sends at the same time")
    mailbox_dir: Path | None = Field(default=None, description="where the local mail server of a demo keeps its mail")

    @model_validator(mode="after")
    def _refuse_unsafe_mail(self) -> Self:
        if self.smtp_password and self.smtp_security == "none":
            raise ValueError("SMTP_PASSWORD would travel in the clear: SMTP_SECURITY must be starttls or tls")
        if self.mailbox_dir and self.app_env == "production":
            raise ValueError("MAILBOX_DIR must not be set in production: it shows other people's mail")
        return self
