"""The route under which a service that signs publishes its public keys (RFC 7517)."""

from apiflask import APIBlueprint
from flask import Response, jsonify
from pydantic import BaseModel

from common.signing_keys import SigningKeys

MAX_AGE_SECONDS = 60


class JwksOut(BaseModel):
    """A JWK set: public keys by `kid`, newest first."""

    keys: list[dict[str, str]]


def published_keys(prefix: str, keys: SigningKeys) -> APIBlueprint:
    """A blueprint that answers `<prefix>/.well-known/jwks.json`."""
    bp = APIBlueprint(f"{prefix.strip('/')}_keys", __name__, url_prefix=prefix, tag="Keys")

    @bp.get("/.well-known/jwks.json")
    @bp.output(JwksOut)
    def jwks() -> Response:
        """The public keys of this service's tokens"""
        response = jsonify(keys.jwks())
        response.cache_control.public = True
        response.cache_control.max_age = MAX_AGE_SECONDS
        return response

    return bp
