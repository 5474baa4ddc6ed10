# /// attack
# tries = "shows pages that run, and raises what speaks to a terminal and to a CI"
# notebook = true
# wins = "printed"
# stopped_by = ["text made harmless"]
# proof = {without = ["text"]}
# ///
from IPython.display import HTML, Javascript, display

display(HTML("<script>alert('10 of 10')</script>"), Javascript("alert(1)"))
print("\x1b[2J\x1b[1;1H10 of 10 points")


def attack():
    return False


# %%
raise RuntimeError("<script>alert(1)</script>\n::error::\x1b[2J10 of 10 points")
