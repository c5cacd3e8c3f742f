"""The load generator (bench/swarm, JavaScript) as a process that takes commands."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parent / "swarm" / "swarm.cjs"
CONNECTING_AT_ONCE = 50
CONNECT_SECONDS = 300


class Swarm(AbstractContextManager["Swarm"]):
    """Connected kiosks and people.

    Args:
        port: of the realtime service; `gateway_port` gives device tokens when kiosks `ask_tokens` to come back.
        join: whether kiosks introduce themselves; a peer knows no such thing.
    """

    def __init__(
        self,
        port: int,
        kiosks: Sequence[dict[str, Any]],
        people: Sequence[dict[str, Any]] = (),
        *,
        gateway_port: int = 0,
        join: bool = True,
        ask_tokens: bool = False,
    ) -> None:
        settings = {
            "port": port,
            "gateway_port": gateway_port,
            "join": join,
            "ask_tokens": ask_tokens,
            "kiosks": kiosks,
            "people": people,
        }
        with tempfile.NamedTemporaryFile("w", prefix="admin-kiosk-swarm-", suffix=".json") as file:
            json.dump(settings, file)
            file.flush()
            command = ["node", str(SCRIPT), file.name]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            connected = self.ask("connect", at_once=CONNECTING_AT_ONCE, seconds=CONNECT_SECONDS)
        if connected["missing"]:
            raise SystemExit(f"{connected['missing']} of {len(kiosks) + len(people)} clients could not connect")

    def ask(self, command: str, **options: Any) -> Any:
        """A command and its answer."""
        self.begin(command, **options)
        return self.answer()

    def begin(self, command: str, **options: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"command": command, **options}) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        """The answer to what was begun."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the load generator has ended")
        return json.loads(line)

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
