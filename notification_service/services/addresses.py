"""Which mail addresses are good."""

from email_validator import EmailNotValidError, validate_email

from common.errors import FieldProblem, Invalid


def checked_address(text: str) -> str:
    """The address in its usual form. Whether anybody receives mail there is not asked.

    Raises:
        Invalid: `address_invalid`.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except (EmailNotValidError, UnicodeError) as error:
        raise Invalid("address_invalid", errors=[FieldProblem(field="to", code="address_invalid")]) from error
    # A domain with other letters in the form that every server understands.
    return found.ascii_email or found.normalized
