"""A small real server that speaks the contract with kiosks over HTTP and Socket.IO, and can misbehave."""

import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import socketio
from flask import Flask, Response, jsonify, request
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

Answer = dict[str, Any]
MAX_FRAME = 256 * 1024  # bytes; the contract's limit


class QuietHandler(WSGIRequestHandler):
    """Requests are not worth a line in the tests' output."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the name is werkzeug's
        """Say nothing."""


class CuttableServer(ThreadedWSGIServer):
    """Knows its connections, so that they can be cut as if the process had been killed."""

    def __init__(self, port: int, app: Callable[..., Any]) -> None:
        super().__init__("127.0.0.1", port, app, handler=QuietHandler)
        self._connections: list[socket.socket] = []
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection and serve it."""
        self._connections.append(request)
        super().process_request(request, client_address)

    def cut(self) -> None:
        """Stop listening and drop every connection without a word."""
        self.shutdown()
        self._thread.join()  # werkzeug closes the port in this thread; until then it cannot be bound again
        for connection in self._connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class ProtocolServer:
    """Keeps what it accepted over `stop` and `start`, each `seq` once, as the contract demands."""

    def __init__(self) -> None:
        self.enrolment_tokens: dict[str, str] = {}
        self.device_keys: dict[str, str] = {}
        self.readings: list[Answer] = []
        self.last_seqs: dict[str, int] = {}  # by serial
        self.duplicates: list[Answer] = []
        self.joins: list[Answer] = []
        self.messages: list[int] = []  # readings in each update that was answered with ok
        self.renewals: list[str] = []
        self.config: Answer = {}
        self.expires_in = 900.0
        self.rejected: dict[int, str] = {}
        self.acks_to_withhold = 0
        self.late_acks = threading.Event()
        self.times_unavailable = 0
        self.passing_code = "unavailable"
        self.token_answers: list[dict[str, str]] = []  # headers to refuse the next tokens with, as overloaded
        self.joins_spoilt: list[Answer] = []  # what stands in the next answers instead of what is right
        self.updates_spoilt: list[Answer] = []
        self.realtime_url = ""  # of the same server by another name
        self.ahead = timedelta()  # of its clock
        self.polled = False
        self.http_away = False
        self.sales: dict[str, Answer] = {}  # by key, as a payment service keeps them
        self.sale_attempts: list[str] = []
        self.sale_answers: list[tuple[int, str]] = []  # statuses and codes to refuse the next sales with
        self.sale_answers_to_withhold = 0
        self._tokens: set[str] = set()
        self._lock = threading.Lock()
        self._server: CuttableServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def last_seq(self) -> int:
        """The highest `seq` accepted from any kiosk."""
        return max(self.last_seqs.values(), default=0)

    @property
    def seqs(self) -> list[int]:
        """The `seq` of what was accepted, in the order of arrival."""
        return [reading["seq"] for reading in self.readings]

    def new_enrolment(self, serial: str) -> str:
        """A one-use token for this serial."""
        token = self.enrolment_tokens[serial] = secrets.token_hex(8)
        return token

    def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        app = Flask(__name__)
        app.post("/kiosks/enrol")(self._enrol)
        app.post("/kiosks/token")(self._token)
        app.post("/payments")(self._record_sale)
        self._sio = socketio.Server(async_mode="threading", max_http_buffer_size=MAX_FRAME)
        self._sio.on("connect", self._connect)
        self._sio.on("kiosk_join", self._join)
        self._sio.on("kiosk_update", self._update)
        self._sio.on("refresh_token", self._refresh)
        self._server = CuttableServer(self.port, socketio.WSGIApp(self._sio, app))
        self.port = self._server.port

    def stop(self) -> None:
        """End abruptly; what was accepted stays."""
        if self._server:
            self._server.cut()
            self._server = None

    def push_config(self, *config: object) -> None:
        """Send `kiosk_config` to whoever is connected."""
        self._sio.emit("kiosk_config", config)

    def _enrol(self) -> tuple[Response, int] | Response:
        body = request.get_json()
        with self._lock:
            if self.http_away:
                return jsonify(code="service_unavailable"), 503
            expected = self.enrolment_tokens.pop(body["serial"], None)
            if expected != body["enrolment_token"]:
                return jsonify(code="enrolment_token_invalid", message="used, expired or wrong"), 401
            key = self.device_keys[body["serial"]] = secrets.token_hex(32)
        return jsonify(kiosk_id=7, device_key=key)

    def _token(self) -> tuple[Response, int] | Response:
        body = request.get_json()
        if self.http_away:
            return jsonify(code="service_unavailable"), 503
        if self.device_keys.get(body["serial"]) != body["device_key"]:
            return jsonify(code="device_key_invalid", message="revoked"), 401
        if self.token_answers:
            response = jsonify(code="too_many_requests")
            response.headers.update(self.token_answers.pop(0))
            return response, 429
        token = secrets.token_hex(8)
        self._tokens.add(token)
        return jsonify(token=token, expires_in=self.expires_in, realtime_url=self.realtime_url or self.url)

    def _record_sale(self) -> tuple[Response, int]:
        key, body = request.headers["Idempotency-Key"], request.get_json()
        self.sale_attempts.append(key)
        with self._lock:
            if request.headers["Authorization"].removeprefix("Bearer ") not in self._tokens:
                return jsonify(code="token_expired"), 401
            if self.sale_answers:
                status, code = self.sale_answers.pop(0)
                return jsonify(code=code), status
            before = self.sales.setdefault(key, body)
            withheld = self.sale_answers_to_withhold > 0
            self.sale_answers_to_withhold -= withheld
        if withheld:  # the payment is there, yet the kiosk does not hear of it
            self.late_acks.wait(30)
        return (jsonify(code="idempotency_key_reused"), 409) if before != body else (jsonify(payment=body), 201)

    def forget_tokens(self) -> None:
        """Let every token that was given out expire."""
        with self._lock:
            self._tokens.clear()

    def _time(self) -> str:
        return (datetime.now(UTC) + self.ahead).isoformat()

    def _connect(self, _sid: str, environ: Answer, auth: Answer) -> None:
        self.polled |= "transport=polling" in environ["QUERY_STRING"]
        if auth.get("token") not in self._tokens:
            raise socketio.exceptions.ConnectionRefusedError("unauthorized")
        self._tokens.remove(auth["token"])  # so that a token used for a second connection is noticed

    def _join(self, _sid: str, data: Answer) -> Answer:
        self.joins.append(data)
        last_seq = self.last_seqs.get(data["serial"], 0)
        answer = {"ok": True, "server_time": self._time(), "config": self.config, "resume_from": last_seq}
        return answer | (self.joins_spoilt.pop(0) if self.joins_spoilt else {})

    def _update(self, _sid: str, data: Answer | list[Answer]) -> Answer:
        batch = data if isinstance(data, list) else [data]
        with self._lock:
            if self.times_unavailable:
                self.times_unavailable -= 1
                return {"ok": False, "code": self.passing_code}
            answer = self._store(batch) | (self.updates_spoilt.pop(0) if self.updates_spoilt else {})
            withheld = self.acks_to_withhold > 0
            self.acks_to_withhold -= withheld
        if withheld:  # the readings are stored, yet the kiosk does not hear of it, or too late
            self.late_acks.wait(30)
        return answer

    def _store(self, batch: list[Answer]) -> Answer:
        accepted = duplicate = 0
        rejected = []
        for reading in batch:
            if code := self.rejected.get(reading["seq"]):
                rejected.append({"seq": reading["seq"], "code": code})
            elif reading["seq"] <= self.last_seqs.get(reading["serial"], 0):
                duplicate += 1
                self.duplicates.append(reading)
            else:
                accepted += 1
                self.last_seqs[reading["serial"]] = reading["seq"]
                self.readings.append(reading)
        self.messages.append(len(batch))
        return {"ok": True, "accepted": accepted, "duplicate": duplicate, "rejected": rejected}

    def _refresh(self, _sid: str, data: Answer) -> None:
        self.renewals.append(data["token"])


def eventually(condition: Callable[[], object], seconds: float = 15) -> bool:
    """Whether the condition came true within the time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
