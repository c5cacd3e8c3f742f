"""Settings of api_gateway."""

from pathlib import Path

from common.settings import ServiceSettings


class Settings(ServiceSettings):
    service_port: int = 5000
    web_threads: int = 32
    payment_url: str = "http://127.0.0.1:5003"
    ai_url: str = "http://127.0.0.1:5004"
    notification_url: str = "http://127.0.0.1:5006"
    realtime_url: str = "http://localhost:5005"
    web_root: Path | None = None
