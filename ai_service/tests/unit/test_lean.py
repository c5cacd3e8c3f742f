"""What answers and what scores must stay small: the libraries that train are loaded by training alone."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
HEAVY = ("torch", "sklearn", "scipy", "pandas", "river")


def test_the_service_is_composed_without_what_only_training_needs() -> None:
    code = f"import sys, ai_service.app; print([name for name in {HEAVY} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]"
