"""Settings of api_gateway."""

from pathlib import Path

from pydantic import Field

from common.client_address import Networks
from common.settings import ServiceSettings


class Settings(ServiceSettings):
    service_port: int = 5000
    web_threads: int = 32
    payment_url: str = "http://127.0.0.1:5003"
    ai_url: str = "http://127.0.0.1:5004"
    notification_url: str = "http://127.0.0.1:5006"
    realtime_url: str = "http://localhost:5005"
    websocket_url: str | None = Field(
        default=None, description="where the gateway itself reaches the realtime service; `realtime_url` when not set"
    )
    web_root: Path | None = None
    ca_certificate: Path | None = Field(
        default=None, description="our own certificate authority's certificate, offered for download"
    )
    mailbox: bool = Field(default=False, description="whether notification_service keeps the mail that it sends")

    trusted_proxies: Networks = Field(default=(), description="networks of proxies in front whose X-Forwarded-* counts")
    cors_origins: str = Field(
        default="", description="origins, separated by commas, whose pages may call; none by default"
    )

    limit_login: int = Field(default=10, ge=1, description="logins a minute, for a user and an address")
    limit_anonymous: int = Field(default=300, ge=1, description="other calls without a token a minute, for an address")
    limit_person: int = Field(default=1_200, ge=1, description="calls a minute of one person")
    limit_device: int = Field(default=120, ge=1, description="calls a minute of one kiosk")
    limit_kiosk_entry: int = Field(
        default=6_000, ge=1, description="kiosks that prove themselves a minute, for an address"
    )

    caller_silent_seconds: float = Field(
        default=30, gt=0, description="a caller may be silent this long in the middle of a body or of an answer"
    )
    upstream_connect_seconds: float = Field(default=2, gt=0)
    upstream_read_seconds: float = Field(default=30, gt=0, description="a service may be silent this long")
    upstream_import_seconds: float = Field(
        default=300, gt=0, description="and this long while it works on a file of thousands of rows"
    )
    upstream_idle_seconds: float = Field(
        default=15, gt=0, description="a connection to a service is used again within this; services keep it for 30"
    )
    breaker_failures: int = Field(default=5, ge=1, description="so many in a row and a service is left alone")
    breaker_seconds: float = Field(default=5, gt=0, description="this long, until one request tries it again")
