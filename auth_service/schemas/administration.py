"""Bodies of the administration of people and roles, and of the audit log."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from auth_service.models import User
from auth_service.schemas.accounts import refuse_null
from auth_service.schemas.fields import Email, Language, Password, PersonName, RoleName, Username
from common.fields import Instant, Line, Moment, Text
from common.pages import PageQuery

Permissions = Annotated[list[Annotated[Text, Field(max_length=80)]], Field(max_length=200)]


class PeopleQuery(PageQuery):
    q: Annotated[Line, Field(max_length=120)] | None = Field(default=None, description="part of a name or address")
    role: Annotated[Text, Field(max_length=40)] | None = None
    sort: Literal["id", "-id", "username", "-username", "name", "-name", "created_at", "-created_at"] = "id"


class PersonOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str
    name: str
    role: str


class PeopleList(BaseModel):
    items: list[PersonOut]
    next_cursor: str | None
    total: int


class UsersQuery(PeopleQuery):
    disabled: bool | None = None


class UserIn(BaseModel):
    username: Username
    password: Password
    role: Annotated[Text, Field(max_length=40)]
    name: PersonName = ""
    email: Email | None = None
    language: Language = "es"
    disabled: bool = False
    must_change_password: bool = Field(default=False, description="they must choose one of their own first")


class UserChanges(BaseModel):
    username: Username | None = None
    password: Password | None = Field(default=None, description="a new one; their sessions end")
    role: Annotated[Text, Field(max_length=40)] | None = None
    name: PersonName | None = None
    email: Email | None = None
    language: Language | None = None
    disabled: bool | None = None
    must_change_password: bool | None = None
    otp_enabled: Literal[False] | None = Field(default=None, description="false takes the second factor away")

    @model_validator(mode="after")
    def _keep_required(self) -> Self:
        return refuse_null(self, *(set(type(self).model_fields) - {"email"}))


class AdministeredUser(BaseModel):
    """A person, as an admin sees them."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str
    name: str
    email: str | None
    language: Language
    role: str
    disabled: bool
    must_change_password: bool
    otp_enabled: bool
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, user: User) -> Self:
        return cls.model_validate(user)


class UserList(BaseModel):
    items: list[AdministeredUser]
    next_cursor: str | None
    total: int


class AdministeredUserWritten(BaseModel):
    message: str
    user: AdministeredUser


class RoleIn(BaseModel):
    name: RoleName
    permissions: Permissions


class RoleChanges(BaseModel):
    permissions: Permissions


class RoleOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    permissions: list[str]
    built_in: bool


class RoleList(BaseModel):
    items: list[RoleOut]
    next_cursor: str | None


class RoleWritten(BaseModel):
    message: str
    role: RoleOut


class PermissionList(BaseModel):
    items: list[str]


class AuditQuery(PageQuery):
    actor: Annotated[Text, Field(max_length=80)] | None = Field(default=None, description="user name or id")
    action: Annotated[Text, Field(max_length=60)] | None = None
    target: Annotated[Text, Field(max_length=120)] | None = Field(default=None, description="such as `user:7`")
    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = Field(default=None, description="before this moment")


class AuditOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    at: Moment
    actor_id: int | None
    actor: str | None
    action: str
    target: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    address: str
    user_agent: str
    request_id: str | None


class AuditList(BaseModel):
    items: list[AuditOut]
    next_cursor: str | None
