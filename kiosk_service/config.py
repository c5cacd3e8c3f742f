"""Settings of kiosk_service."""

from pydantic import Field

from common.settings import SigningSettings


class Settings(SigningSettings):
    service_port: int = 5002
    realtime_url: str = "http://localhost:5005"
    telemetry_shards: int = Field(default=4, ge=1, le=64, description="the same in websocket_service")
