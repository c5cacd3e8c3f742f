"""Asks a service whether it is ready, and for what it still waits."""

import http.client
import json
import socket

from launcher.checks import LOOPBACK

SECONDS = 1.0


def missing(port: int) -> str:
    """Empty when `/readyz` on this port answers 200; else what is missing, such as `database, streams`."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz", headers={"Connection": "close"})
        answer = connection.getresponse()
        body = answer.read()
    except ConnectionRefusedError:
        return "starting"
    except (OSError, http.client.HTTPException):
        return "no answer"
    finally:
        connection.close()
    if answer.status == http.client.OK:
        return ""
    try:
        return ", ".join(json.loads(body)["failures"]) or f"status {answer.status}"
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status}"


def missing_listener(address: str, port: int) -> str:
    """Empty when somebody takes connections there."""
    try:
        with socket.create_connection((address, port), timeout=SECONDS):
            return ""
    except OSError:
        return "starting"


def missing_greeting(port: int) -> str:
    """Empty when a server that speaks first, as mail servers do, greets on this port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=SECONDS) as connection:
            return "" if connection.recv(1) else "no answer"
    except OSError:
        return "starting"
