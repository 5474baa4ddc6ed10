"""The first code of the student's side: makes the import path, then becomes a zygote or a worker.

Run as a script with `-I -S`. Options come as one JSON line on standard input, because a command
line can be read by every process: `path` (folders to import from), `mode`, and how to connect.
"""

import json
import sys


def main() -> None:
    """Read the options and go on as what they say."""
    options = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = options["path"]
    import site

    # `-S` left these out; a student's `exit()` should be a SystemExit, not a NameError.
    site.setquit()
    if options["mode"] == "zygote":
        from grader.student import zygote

        zygote.main(options)
    else:
        from grader.student import single

        single.main(options)


if __name__ == "__main__":
    main()
