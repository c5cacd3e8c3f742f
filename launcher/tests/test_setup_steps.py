"""Set-up does what is due, once, and repairs what was interrupted."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import setup_steps
from launcher.refusal import Refusal
from launcher.settings import Settings
from launcher.setup_steps import Step
from launcher.terminal import Terminal
from launcher.tools import Tools


@pytest.fixture
def checkout(chosen: Settings) -> Settings:
    """A checkout that needs no package: its set-up is quick and asks nobody."""
    requirements = chosen.root / "requirements"
    requirements.mkdir()
    for name in ("all.txt", "dev.txt", "torch.txt"):
        (requirements / name).write_text("# nothing\n")
    return chosen


def names(steps: list[Step]) -> list[str]:
    return [step.name for step in steps]


def make_venv(checkout: Settings) -> None:
    """As after a set-up."""
    venv = checkout.root / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    (venv / "lib" / f"python3.{sys.version_info[1]}" / "site-packages" / "pip.py").touch()
    for step in setup_steps.due(checkout, for_development=False):
        step.stamp.parent.mkdir(parents=True, exist_ok=True)
        step.stamp.write_text(step.inputs)


def test_a_fresh_checkout_needs_everything_in_order(checkout: Settings) -> None:
    steps = setup_steps.due(checkout, for_development=True)
    assert names(steps) == [
        "Python environment", "Python packages", "PyTorch, CPU build", "Development packages",
    ]  # fmt: skip


def test_what_is_done_is_not_due_until_its_lock_file_changes(checkout: Settings) -> None:
    make_venv(checkout)
    assert setup_steps.due(checkout, for_development=False) == []
    (checkout.root / "requirements" / "all.txt").write_text("# another\n")
    assert names(setup_steps.due(checkout, for_development=False)) == ["Python packages"]


def test_an_environment_without_its_python_is_made_anew_with_all_that_is_in_it(checkout: Settings) -> None:
    make_venv(checkout)
    python = setup_steps.venv_python(checkout.root)
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert names(setup_steps.due(checkout, for_development=False)) == [
        "Python environment", "Python packages", "PyTorch, CPU build",
    ]  # fmt: skip


def test_an_incomplete_checkout_is_named(chosen: Settings) -> None:
    with pytest.raises(Refusal, match=r"requirements/all\.txt is missing"):
        setup_steps.due(chosen, for_development=False)


def toy_step(folder: Path, code: str) -> Step:
    def act(tools: Tools) -> None:
        tools.run(sys.executable, "-c", code, cwd=folder)

    return Step("Toy", folder, folder / "stamps" / "toy", "inputs", 1, act)


def run(chosen: Settings, step: Step) -> str:
    said = io.StringIO()
    setup_steps.run(chosen, [step], Terminal(said))
    return said.getvalue()


def test_a_step_says_what_it_does_and_is_done_then(chosen: Settings) -> None:
    step = toy_step(chosen.root, "print('fine')")
    assert step.is_due
    assert "✓ Toy (0 s)" in run(chosen, step)
    assert not step.is_due
    assert "fine" in (chosen.logs / "setup.log").read_text()


def test_a_failing_tool_shows_its_output_and_leaves_the_step_due(chosen: Settings) -> None:
    run(chosen, toy_step(chosen.root, "pass"))
    step = toy_step(chosen.root, "print('no network'); exit(1)")
    with pytest.raises(Refusal, match="The step “Toy” failed") as refusal:
        run(chosen, step)
    assert refusal.value.details == "no network"
    assert step.is_due


def test_two_set_ups_do_not_work_in_one_checkout(chosen: Settings) -> None:
    inner = toy_step(chosen.root, "pass")

    def start_another(_: Tools) -> None:
        run(chosen, inner)

    outer = Step("Outer", chosen.root, chosen.root / "outer", "", 1, start_another)
    with pytest.raises(Refusal, match="Another set-up is at work in this checkout"):
        run(chosen, outer)


def test_the_web_app_is_built_again_only_when_its_sources_change(
    checkout: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, answer in (("node", "v20.19.0"), ("npm", "10.0.0")):
        (tools / name).write_text(f"#!/bin/sh\necho {answer}\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    make_venv(checkout)
    web = checkout.root / "frontend"
    for folder in ("src", "dist", "node_modules/zod"):
        (web / folder).mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "src/main.ts", "dist/index.html"):
        (web / name).write_text("1")
    steps = setup_steps.due(checkout, for_development=False)
    assert names(steps) == ["Packages of the web app", "Web app"]
    for step in steps:
        step.stamp.write_text(step.inputs)

    (web / "node_modules" / "zod" / "index.js").write_text("2")
    assert setup_steps.due(checkout, for_development=False) == []
    (web / "src" / "main.ts").write_text("2")
    assert names(setup_steps.due(checkout, for_development=False)) == ["Web app"]
    (web / "package-lock.json").write_text("2")
    assert names(setup_steps.due(checkout, for_development=False)) == ["Packages of the web app", "Web app"]


def test_a_long_output_is_shown_from_both_ends(chosen: Settings) -> None:
    step = toy_step(chosen.root, "for n in range(1000): print('row', n)\nexit(1)")
    with pytest.raises(Refusal) as refusal:
        run(chosen, step)
    rows = refusal.value.details.splitlines()
    assert (rows[0], rows[-1]) == ("row 0", "row 999")
    assert "…" in rows
    assert len(rows) < 50
