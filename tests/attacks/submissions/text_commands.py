# /// attack
# tries = "prints commands for the CI that shows it"
# wins = "printed"
# stopped_by = ["text made harmless"]
# proof = {without = ["text"]}
# ///
def attack():
    print(
        "before\n::set-output name=score::10\n  ::error::hello\n##[section]x\n##vso[task.complete]x"
    )
    raise RuntimeError("show what was printed")
