# /// attack
# tries = "starts a fresh interpreter that imports the grader and its reference"
# exercise = "crew"
# wins = "flag"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
import subprocess
import sys

CODE = """
import importlib.util, grader.grading.grading, grader.checks.suite
spec = importlib.util.spec_from_file_location("reference", "@REFERENCE@")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.FLAG)
"""


def attack():
    environment = {"PATH": "/bin"}
    ran = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, env=environment
    )
    raise RuntimeError(ran.stdout + ran.stderr[-300:])
