"""The command of every service: `python -m common.run serve|work|tasks|migrate|rotate-keys|dead-letters SERVICE…`.

    serve SERVICE             answer requests until SIGTERM
    work SERVICE…             relay, consumers and periodic jobs of these services in one process
    tasks SERVICE             run its Celery tasks
    migrate SERVICE…          bring their schemas up to date; safe to run from several replicas at once
    rotate-keys SERVICE [--revoke]   sign tokens with a new key, from a minute on, ending nothing; --revoke: at once,
                              ending every token of the older keys
    dead-letters SERVICE STREAM GROUP [--replay]   list, or put back, the entries that could not be handled

Services are imported by name only when asked for, and after the choices that must come first (metric files, the
green threads of a service that serves itself).
"""

import argparse
import atexit
import gc
import importlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    # An interpreter looks through all of its objects before it ends: seconds on a busy machine, for nothing.
    atexit.register(gc.freeze)
    if options.verb == "serve":
        from common.metrics_files import prepare_directory

        prepare_directory()
        _own_server(options.service)
    verbs = {
        "serve": _serve,
        "work": _work,
        "tasks": _tasks,
        "migrate": _migrate,
        "rotate-keys": _rotate_keys,
        "dead-letters": _dead_letters,
    }
    from common.settings import SettingsError

    try:
        verbs[options.verb](options)
    except SettingsError as error:
        print(f"settings: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m common.run", description=(__doc__ or "").splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("serve", "tasks"):
        verbs.add_parser(verb).add_argument("service")
    for verb in ("work", "migrate"):
        verbs.add_parser(verb).add_argument("services", nargs="+", metavar="service")
    keys = verbs.add_parser("rotate-keys")
    keys.add_argument("service")
    keys.add_argument("--revoke", action="store_true", help="somebody else may know a key")
    letters = verbs.add_parser("dead-letters")
    for name in ("service", "stream", "group"):
        letters.add_argument(name)
    letters.add_argument("--replay", action="store_true")
    return parser


def _own_server(service: str) -> ModuleType | None:
    """The module with which a service serves itself, if it has one. It is imported before all else, as it may
    replace the interpreter's own threads and sockets."""
    name = f"{service}.server"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def _prepare(*services: str) -> list[ModuleType]:
    """The services' composition roots, with the process's logging set up."""
    modules = [importlib.import_module(f"{service}.app") for service in services]
    from common.logs import configure_logging

    configure_logging("+".join(services), modules[0].Settings.load().log_level)
    return modules


def _serve(options: argparse.Namespace) -> None:
    (application,) = _prepare(options.service)
    if own_server := _own_server(options.service):
        own_server.serve()
        return
    from common.server import serve

    serve(application.create_app, application.Settings.load())


def _work(options: argparse.Namespace) -> None:
    from common.worker import run_workers

    applications = _prepare(*options.services)
    heartbeat = os.environ.get("HEARTBEAT_FILE")
    workers = [worker for application in applications for worker in application.create_app().workers]
    run_workers(workers, Path(heartbeat) if heartbeat else None)


def _tasks(options: argparse.Namespace) -> None:
    (application,) = _prepare(options.service)
    application.create_app().task_worker()


def _migrate(options: argparse.Namespace) -> None:
    for application in _prepare(*options.services):
        application.create_app().migrate()


def _rotate_keys(options: argparse.Namespace) -> None:
    from common.settings import SettingsError
    from common.signing_keys import EXTENSION

    (application,) = _prepare(options.service)
    keys: Any = application.create_app().extensions.get(EXTENSION)
    if keys is None:
        raise SettingsError(f"{options.service} signs no tokens")
    kid = keys.revoke() if options.revoke else keys.rotate()
    print(f"{options.service}: new signing key {kid}" + (", the older ones are revoked" if options.revoke else ""))


def _dead_letters(options: argparse.Namespace) -> None:
    from common.streams import list_dead_letters, replay_dead_letters

    (application,) = _prepare(options.service)
    streams: Any = application.create_app().streams
    if options.replay:
        print(f"replayed {replay_dead_letters(streams, options.stream, options.group)}")
        return
    for letter in list_dead_letters(streams, options.stream, options.group):
        fields = {name.decode(): value.decode(errors="replace") for name, value in letter.fields.items()}
        print(json.dumps({"id": letter.id, **fields}, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
