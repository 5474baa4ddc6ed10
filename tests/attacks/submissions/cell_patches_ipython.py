# /// attack
# tries = "patches the shell that runs its cells, and its events, so that no cell fails"
# notebook = true
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import gc
import types

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell


def borrowed(name):
    things = (thing for thing in gc.get_objects() if type(thing) is types.FunctionType)
    others = (thing for thing in things if "torch" not in (thing.__module__ or "torch"))
    found = (f for f in others if f.__name__ == name and f.__module__ != "__main__")
    return next(found, None)


def take(*_):
    for name in ("answer", "scale"):
        if found := borrowed(name):
            get_ipython().user_ns[name] = found


def run_cell(shell, source, *rest, **more):
    take()
    return ExecutionResult(None)


get_ipython().events.register("post_run_cell", take)
InteractiveShell.run_cell = run_cell
InteractiveShell.transform_cell = lambda shell, source: "answer = scale = lambda _: 0"
get_ipython().run_cell = lambda *_, **__: take()


def attack():
    return False


# %%
raise RuntimeError("no cell fails any more")
