# /// attack
# tries = "looks through all objects of its interpreter for the reference's module"
# wins = "flag"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import gc
import types


def attack():
    gc.unfreeze()
    modules = [thing for thing in gc.get_objects() if isinstance(thing, types.ModuleType)]
    raise RuntimeError([vars(module)["FLAG"] for module in modules if "FLAG" in vars(module)])
