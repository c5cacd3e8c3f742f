"""Field types of people and roles."""

import unicodedata
from typing import Annotated, Literal

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from common.fields import Line, Text


def _clean_name(value: str) -> str:
    if value != value.strip():
        raise PydanticCustomError("white_space_around", "begins or ends with white space")
    # Controls, formatting characters such as those that turn the direction of writing, line and paragraph ends.
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Zl", "Zp"} for character in value):
        raise PydanticCustomError("unseen_characters", "holds characters that cannot be seen")
    return value


def _mail_address(value: str) -> str:
    try:
        # Whether mail arrives there is found out by sending it; `.test` is for trials (RFC 6761).
        return validate_email(value, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise PydanticCustomError("address_invalid", "is not a mail address") from error


Username = Annotated[Text, AfterValidator(_clean_name), Field(min_length=3, max_length=80)]
Password = Annotated[Text, Field(min_length=1, max_length=1000)]
Email = Annotated[Text, AfterValidator(_mail_address), Field(max_length=254, json_schema_extra={"format": "email"})]
PersonName = Annotated[Line, Field(max_length=200)]
Language = Literal["es", "en"]
Otp = Annotated[Text, Field(max_length=20, description="the code that the authenticator app shows")]
RoleName = Annotated[Line, Field(min_length=2, max_length=40, pattern=r"^\w[\w .\-]*$")]
