# /// attack
# tries = "puts a conftest.py, a pytest.ini and a torch.py beside the checks"
# wins = "claim"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
from pathlib import Path


def attack():
    planted = [Path("@COURSE@", name) for name in ("conftest.py", "pytest.ini", "torch.py")]
    for path in planted:
        path.touch(exist_ok=False)
    for path in planted:
        path.unlink()
    return True
