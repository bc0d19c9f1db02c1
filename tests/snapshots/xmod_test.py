"""A stranger verifies an export of ours: Go's own transparency-log library, none of our code.

It must accept the export as it is, and refuse it with one bit changed. Exit code 77: no Go, or no
such library here.
"""

import pathlib
import random
import sys
import tempfile

from public_tools import Missing, build_xmod
from sample_export import make_export

SKIPPED = 77
FLIPS_PER_FILE = 12


def check_flips(tool, export, generator):
    """One bit at a time, in all that the signature reaches."""
    paths = ["checkpoint", "vkey", "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"]
    for path in paths:
        file = export / path
        original = file.read_bytes()
        # Behind the signed text Go is lenient: the last digit of Base64 has bits that do not count.
        size = original.index(b"\n\n") if path == "checkpoint" else len(original)
        for _ in range(FLIPS_PER_FILE):
            changed = bytearray(original)
            changed[generator.randrange(size)] ^= 1 << generator.randrange(8)
            file.write_bytes(changed)
            assert not tool.accepts(export, export / "vkey"), f"{path} was changed, and passed"
        file.write_bytes(original)
    assert tool.accepts(export, export / "vkey")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        try:
            tool = build_xmod(folder)
        except Missing as missing:
            print(missing)
            sys.exit(SKIPPED)
        export = make_export(folder)
        told = tool.verdict(export, export / "vkey")
        assert told == "OK test.example/log 600\n", told
        check_flips(tool, export, random.Random(6962))
        print("golang.org/x/mod agrees")


if __name__ == "__main__":
    main()
