"""Settings of websocket_service."""

from typing import Literal

from pydantic import Field

from common.settings import ServiceSettings


class Settings(ServiceSettings):
    service_port: int = 5005
    streams_url: str
    telemetry_shards: int = Field(default=4, ge=1, le=64, description="the same in kiosk_service")
    # Callers prove themselves with a token in the connect packet, never with a cookie, so a page of another origin
    # gains nothing by connecting.
    cors_allowed_origins: str = "*"
    realtime_async_mode: Literal["eventlet", "gevent"] = "eventlet"
    realtime_processes: int = Field(default=1, ge=1, le=64, description="processes that share the port")
    realtime_shared: bool = Field(default=False, description="several replicas serve one address")

    @property
    def shared(self) -> bool:
        """Whether others serve the same address: the people and kiosks of this process are not all there are."""
        return self.realtime_shared or self.realtime_processes > 1
