"""ETags over a record's editable fields, so that two people do not overwrite each other."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from flask import request

from common.errors import PreconditionFailed


def etag_of(editable: Mapping[str, Any]) -> str:
    """A strong ETag (with its quotes) over the editable fields only: a live reading does not change it."""
    content = orjson.dumps(editable, option=orjson.OPT_SORT_KEYS, default=str)
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def require_match(current: str) -> None:
    """Honour `If-Match` when the caller sent it.

    A weak tag counts as well: a server in front that compresses the answer has to weaken the tag that it passes on
    (RFC 9110, 8.8.1), and what is compared, the editable fields, is the same in every encoding.

    Raises:
        PreconditionFailed: `edit_conflict`, when the record is no longer the one the caller saw.
    """
    if request.if_match and not request.if_match.contains_weak(current.strip('"')):
        raise PreconditionFailed("edit_conflict")
