# /// attack
# tries = "runs the reference in its own name space, by `%run`"
# notebook = true
# wins = "points"
# stopped_by = ["private root", "Landlock"]
# proof = {without = ["landlock"]}
# ///
def answer(number):
    return 0


def attack():
    return answer(0) != 0


# %%
get_ipython().run_line_magic("run", "@REFERENCE@")
