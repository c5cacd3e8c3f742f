"""The local mailbox of a demo over HTTP."""

from itertools import islice
from typing import Any, cast

from apiflask import APIBlueprint
from flask import current_app

from common.auth import caller, person
from common.errors import Invalid, NotFound
from common.pages import PageQuery
from notification_service.gateways.mailbox import KeptMail, Mailbox
from notification_service.schemas import KeptMailDetail, KeptMailList, KeptMailOut

bp = APIBlueprint("mailbox", __name__, url_prefix="/notify/mailbox")

MANAGE = ["notify.manage"]
# Whoever may set anybody's password may read the mail with the link to a new one.
READ_PRIVATE = "users.manage"


@bp.get("")
@bp.auth_required(person, roles=MANAGE)
@bp.input(PageQuery, location="query")
@bp.output(KeptMailList)
@bp.doc(responses=[404])
def list_mails(query_data: PageQuery) -> dict[str, Any]:
    """List the mails that this system has sent to itself; only where it does so"""
    readable = (mail for mail in _mailbox().mails(_before(query_data.cursor)) if _may_read(mail))
    found = list(islice(readable, query_data.limit + 1))
    items = found[: query_data.limit]
    return {
        "items": [KeptMailOut.model_validate(mail) for mail in items],
        "next_cursor": str(items[-1].id) if len(found) > len(items) else None,
    }


@bp.get("/<int:mail_id>")
@bp.auth_required(person, roles=MANAGE)
@bp.output(KeptMailDetail)
def get_mail(mail_id: int) -> KeptMailDetail:
    """One mail with its text"""
    mail = _mailbox().find(mail_id)
    if mail is None or not _may_read(mail):
        raise NotFound("mail_not_found")
    return KeptMailDetail.model_validate(mail)


def _mailbox() -> Mailbox:
    mailbox = cast(Mailbox | None, current_app.extensions["mailbox"])
    if mailbox is None:
        raise NotFound("mailbox_not_here")
    return mailbox


def _may_read(mail: KeptMail) -> bool:
    return not mail.private or caller().may(READ_PRIVATE)


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 20):
        raise Invalid("invalid_cursor")
    return int(cursor)
