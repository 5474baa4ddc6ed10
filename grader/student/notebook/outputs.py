"""What cells showed, within bounds: text and pictures, no code that a page would run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

MAX_CELL = 400_000
"""Characters of JSON for all outputs of a cell."""
MAX_TEXT = 20_000
"""Characters of one text."""
PICTURES = ("image/png", "image/jpeg")


def as_json(outputs: Iterable[Mapping[str, Any]]) -> str:
    """Return outputs as JSON text: the first ones that fit, and a word about the rest."""
    kept: list[dict[str, Any]] = []
    size = 0
    rest = 0
    for output in outputs:
        plain = _bounded(output)
        size += len(json.dumps(plain))
        if size > MAX_CELL:
            rest += 1
        else:
            kept.append(plain)
    if rest:
        words = f"({rest} more outputs were left out: too large)\n"
        kept.append({"output_type": "stream", "name": "stderr", "text": words})
    return json.dumps(kept)


def _bounded(output: Mapping[str, Any]) -> dict[str, Any]:
    kind = output["output_type"]
    if kind == "stream":
        name = "stderr" if output["name"] == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": _text(output["text"])}
    if kind == "error":
        trace = [_text(line) for line in output["traceback"][:20]]
        name, value = _text(output["ename"]), _text(output["evalue"])
        return {"output_type": kind, "ename": name, "evalue": value, "traceback": trace}
    data = {"text/plain": _text(output["data"].get("text/plain", ""))}
    for mime in PICTURES:
        if isinstance(picture := output["data"].get(mime), str):
            data[mime] = picture
    return {"output_type": "display_data", "metadata": {}, "data": data}


def _text(value: object) -> str:
    text = "".join(map(str, value)) if isinstance(value, list) else str(value)
    if len(text) <= MAX_TEXT:
        return text
    left = len(text) - MAX_TEXT
    return f"{text[: MAX_TEXT // 2]}\n… ({left} characters left out) …\n{text[-MAX_TEXT // 2 :]}"
