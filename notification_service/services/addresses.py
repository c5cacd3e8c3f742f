"""Which mail addresses are good."""

from email_validator import EmailNotValidError, validate_email

from common.errors import FieldProblem, Invalid


def checked_address(text: str) -> str:
    """The address in its usual form. Whether anybody receives mail there is not asked.

    Raises:
        Invalid: `address_invalid`.
    """
    try:
        # As in auth_service, `.test` is for trials (RFC 6761): who may have such an address gets mail there.
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except (EmailNotValidError, UnicodeError) as error:
        raise Invalid("address_invalid", errors=[FieldProblem(field="to", code="address_invalid")]) from error
    # A domain with other letters in the form that every server understands.
    return found.ascii_email or found.normalized
