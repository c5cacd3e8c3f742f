"""Request and response models of auth_service."""

from pydantic import BaseModel, ConfigDict, Field


class LoginIn(BaseModel):
    username: str = Field(min_length=1, max_length=80)
    password: str = Field(min_length=1, max_length=1000)


class RefreshIn(BaseModel):
    refresh_token: str = Field(max_length=200)


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str
    name: str
    email: str | None
    role: str
    permissions: list[str]


class TokenOut(BaseModel):
    """An access token; `refresh_token` only for callers that asked with `X-Client: api`."""

    message: str
    token: str
    expires_in: int = Field(description="seconds")
    refresh_token: str | None = None
    user: UserOut


class MessageOut(BaseModel):
    message: str
