"""Bodies of signing in and of one's own account."""

from typing import Annotated, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from auth_service.models import User
from auth_service.schemas.fields import Email, Language, Otp, Password, PersonName, Username
from common.fields import Moment, Text

Model = TypeVar("Model", bound=BaseModel)


class LoginIn(BaseModel):
    username: Annotated[Text, Field(min_length=1, max_length=80)]
    password: Password
    otp: Otp | None = None


class RefreshIn(BaseModel):
    refresh_token: Annotated[Text, Field(max_length=200)]


class UserOut(BaseModel):
    """A person, as they see themselves."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str
    name: str
    email: str | None
    language: Language
    role: str
    permissions: list[str] = Field(description="empty while the password must be changed")
    must_change_password: bool
    otp_enabled: bool

    @classmethod
    def of(cls, user: User, permissions: list[str]) -> Self:
        own = {name: getattr(user, name) for name in cls.model_fields if name != "permissions"}
        return cls(**own, permissions=permissions)


class AccessTokenOut(BaseModel):
    """An access token."""

    message: str
    token: str
    expires_in: int = Field(description="seconds")
    user: UserOut


class TokenOut(AccessTokenOut):
    """An access token; `refresh_token` only for callers that asked with `X-Client: api`."""

    refresh_token: str | None = None


class RegisterIn(BaseModel):
    username: Username
    password: Password
    email: Email | None = None


class UserWritten(BaseModel):
    message: str
    user: UserOut


class ProfileChanges(BaseModel):
    name: PersonName | None = None
    email: Email | None = Field(default=None, description="null takes it away")
    language: Language | None = Field(default=None, description="of mails to this person")

    @model_validator(mode="after")
    def _keep_required(self) -> Self:
        return refuse_null(self, "name", "language")


class PasswordIn(BaseModel):
    password: Password


class PasswordChange(BaseModel):
    current: Password
    new: Password


class ForgotIn(BaseModel):
    """One of the two."""

    username: Annotated[Text, Field(min_length=1, max_length=80)] | None = None
    email: Annotated[Text, Field(min_length=1, max_length=254)] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.username is None) == (self.email is None):
            raise PydanticCustomError("username_or_email", "exactly one of username and email is needed")
        return self

    @property
    def identifier(self) -> str:
        return (self.username or self.email or "").strip()

    @property
    def by_email(self) -> bool:
        return self.email is not None


class ResetIn(BaseModel):
    token: Annotated[Text, Field(min_length=1, max_length=200)]
    password: Password


class OtpSetUp(BaseModel):
    """What an authenticator app needs; shown this once."""

    secret: str
    otpauth_uri: str


class OtpIn(BaseModel):
    otp: Otp
    password: Password


class SessionOut(BaseModel):
    id: str
    created_at: Moment
    last_used_at: Moment
    expires_at: Moment
    address: str
    user_agent: str
    current: bool


class SessionList(BaseModel):
    items: list[SessionOut]
    next_cursor: str | None


class MessageOut(BaseModel):
    message: str


def refuse_null(changes: Model, *names: str) -> Model:
    """These fields may be left out but not emptied."""
    for name in changes.model_fields_set & set(names):
        if getattr(changes, name) is None:
            raise PydanticCustomError("null_not_allowed", "{name} cannot be null", {"name": name})
    return changes
