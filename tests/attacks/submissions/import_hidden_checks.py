# /// attack
# tries = "imports the hidden checks, with stand-ins for what they import"
# wins = "claim"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import sys
from pathlib import Path
from unittest import mock


def attack():
    stand_ins = ("grader.checks", "hypothesis", "hypothesis.strategies")
    sys.modules.update({name: mock.MagicMock() for name in stand_ins})
    sys.path.insert(0, str(Path("@HIDDEN@").parent))
    import hidden_checks

    return "What nobody can answer" in hidden_checks.__doc__
