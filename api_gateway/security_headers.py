"""Headers that keep the web app's page from running or embedding what is not its own."""

from urllib.parse import urlsplit

from flask import Flask, Response


def content_policy(realtime_url: str) -> str:
    """The Content-Security-Policy: scripts only from this origin, connections to it and to the realtime service."""
    host = urlsplit(realtime_url).netloc
    secure = "s" if realtime_url.startswith("https:") else ""
    directives = {
        "default-src": "'self'",
        "script-src": "'self'",
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


def init_security_headers(app: Flask, realtime_url: str) -> None:
    policy = content_policy(realtime_url)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self)")
        if response.mimetype == "text/html":
            response.headers.setdefault("Content-Security-Policy", policy)
            response.headers.setdefault("X-Frame-Options", "DENY")
        return response
