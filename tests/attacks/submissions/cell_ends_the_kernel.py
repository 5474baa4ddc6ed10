# /// attack
# tries = "shuts its kernel down, as at the end of a run that went well"
# notebook = true
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import os


def answer(number):
    return 0


def attack():
    return False


# %%
get_ipython().kernel.do_shutdown(False)

# %%
get_ipython().kernel.shell.exit_now = True

# %%
os._exit(0)
