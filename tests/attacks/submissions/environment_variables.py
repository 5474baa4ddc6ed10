# /// attack
# tries = "looks for tokens in the environment"
# wins = "flag"
# stopped_by = ["separate process", "empty environment"]
# proof = {without = ["boundary"]}
# ///
import os


def attack():
    names = ("GITHUB_TOKEN", "GRADER_SECRET")
    raise RuntimeError([os.environ[name] for name in names if name in os.environ])
