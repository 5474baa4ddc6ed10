"""How a handout and a stub become a notebook."""

from __future__ import annotations

from grader.authoring.notebook_stub import cut

HANDOUT = """# Title

What it is about.

## What to write

In the cells below:

**`one(x)`** comes first.

- A point.

**Important**: no function.

**`absent(x)`** is not in the stub.

**`two()`** comes second.

```md
## no heading
**`one(x)`** no task
```

## Example

**`one(x)`** again, which is no task any more.

## What is checked

All.
"""


def test_a_handout_is_cut_at_headings_and_functions() -> None:
    parts = cut(HANDOUT, {"one", "two"})
    assert parts.opening.startswith("# Title\n\nWhat it is about.\n\n## What to write\n\nIn the")
    assert parts.opening.endswith("is not in the stub.")
    assert parts.tasks["one"].endswith("**Important**: no function.")
    assert parts.tasks["two"].endswith("**`one(x)`** no task\n```")
    assert [section.split("\n")[0] for section in parts.sections] == [
        "## Example",
        "## What is checked",
    ]


def test_no_paragraph_is_lost() -> None:
    parts = cut(HANDOUT, {"one", "two"})
    shown = "\n\n".join([parts.opening, *parts.tasks.values(), *parts.sections])
    assert sorted(shown.split("\n\n")) == sorted(HANDOUT.strip().split("\n\n"))


def test_a_handout_without_tasks_stays_whole() -> None:
    parts = cut(HANDOUT, {"three"})
    assert parts.opening == "# Title\n\nWhat it is about."
    assert len(parts.sections) == 3
    assert cut("No heading.\n", {"one"}).opening == "No heading."
