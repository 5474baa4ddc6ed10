# /// attack
# tries = "answers for its kernel: a patched client, and messages on its channels from a thread"
# notebook = true
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import gc
import sys
import threading
import types

kernel = getattr(get_ipython(), "kernel", None)


def forge():
    socket, session = kernel.iopub_socket, kernel.session
    for kind, content in (
        ("status", {"execution_state": "idle"}),
        ("execute_result", {"data": {"text/plain": "10 of 10 points"}, "metadata": {}}),
        ("stream", {"name": "stdout", "text": ["no", "text"]}),
        ("execute_reply", {"status": "ok", "execution_count": "x" * 1000}),
        ("display_data", {"data": {"image/png": {"deep": [[[[[]]]]]}}, "metadata": 3}),
    ) * 50:
        session.send(socket, kind, content, parent=kernel.get_parent())


# %%
if "grader.student.notebook.kernel" not in sys.modules and "nbclient" not in sys.modules:
    get_ipython().kernel  # asks for a real one, where there is a grader that gives it

# %%
if kernel:
    import nbclient

    async def execute(client, cell, index, **_):
        cell.outputs = [{"output_type": "execute_result", "data": {"text/plain": "passed"}}]
        return cell

    nbclient.NotebookClient.async_execute_cell = execute
    threading.Thread(target=forge).start()

# %%
functions = [thing for thing in gc.get_objects() if type(thing) is types.FunctionType]
functions = {f.__name__: f for f in functions if f.__module__ != "__main__"}
answer = functions.get("answer", int)
scale = functions.get("scale", int)


def attack():
    return False
