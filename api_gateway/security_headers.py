"""Headers that keep pages from running or embedding what is not their own."""

from urllib.parse import urlsplit

from flask import Flask, Response

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SERVICES = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    # An image or text of a service, opened by itself, runs nothing and loads nothing.
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
]
# Answers are somebody's own unless a service says otherwise.
_PRIVATE = ("Cache-Control", "no-store")


def content_policy(realtime_url: str) -> str:
    """The web app's Content-Security-Policy: scripts only from this origin, connections to it and to the realtime
    service. Styles may be inline, as dialogs keep the page behind them from scrolling with one that they make."""
    host = urlsplit(realtime_url).netloc
    secure = "s" if realtime_url.startswith("https:") else ""
    directives = {
        "default-src": "'self'",
        # The reader of QR codes, for browsers that have none of their own, is WebAssembly.
        "script-src": "'self' 'wasm-unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "connect-src": f"'self' http{secure}://{host} ws{secure}://{host}",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI needs nothing inline."""


def service_headers(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What an answer of a service gets on its way out, unless the service set it."""
    there = {name.lower() for name, _ in headers}
    added = [pair for pair in _SERVICES if pair[0].lower() not in there]
    return added if "cache-control" in there else [*added, _PRIVATE]


def init_security_headers(app: Flask, realtime_url: str) -> None:
    """The headers of the gateway's own pages."""
    policy = content_policy(realtime_url)

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        if response.mimetype == "text/html":
            response.headers.setdefault("Content-Security-Policy", policy)
            response.headers.setdefault("X-Frame-Options", "DENY")
        return response
