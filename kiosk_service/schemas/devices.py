"""What kiosks ask for themselves, and are answered."""

from typing import Annotated

from pydantic import (
    BaseModel,
    Field,
)

from common.fields import Text


class EnrolIn(BaseModel):
    serial: Annotated[Text, Field(min_length=1, max_length=64)]
    enrolment_token: str = Field(min_length=1, max_length=200)


class EnrolOut(BaseModel):
    kiosk_id: int
    device_key: str = Field(description="kept by the kiosk; the server keeps only its hash")


class DeviceKeyIn(BaseModel):
    serial: Annotated[Text, Field(min_length=1, max_length=64)]
    device_key: str = Field(min_length=1, max_length=200)


class DeviceTokenOut(BaseModel):
    token: str
    expires_in: int = Field(description="seconds")
    realtime_url: str
