"""A stranger verifies an export of ours: Go's own transparency-log library, none of our code.

Builds stranger/main.go with Debian's golang-golang-x-mod-dev and no network. It must accept the
export as it is, and refuse it with one bit changed. Exit code 77: no Go, or no such library here.
"""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from sample_export import ROOT, make_export

GOPATH = "/usr/share/gocode"
LIBRARY = pathlib.Path(GOPATH, "src/golang.org/x/mod/sumdb/tlog")
SKIPPED = 77
FLIPS_PER_FILE = 12


def build_stranger(folder):
    source = folder / "go" / "src" / "stranger"
    source.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "snapshots" / "stranger" / "main.go", source)
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPATH": f"{folder / 'go'}:{GOPATH}",
        "GOCACHE": str(folder / "cache"),
    }
    program = folder / "stranger"
    command = ["go", "build", "-o", str(program), "stranger"]
    subprocess.run(command, cwd=source, env=environment, check=True)
    return program


def accepts(program, export):
    command = [str(program), str(export), str(export / "vkey")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    expected = "OK test.example/log 600\n" if run.returncode == 0 else "FAIL:"
    assert run.returncode in (0, 1) and run.stdout.startswith(expected), run
    return run.returncode == 0


def check_flips(program, export, generator):
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
            assert not accepts(program, export), f"{path} was changed, and passed"
        file.write_bytes(original)
    assert accepts(program, export)


def main():
    if shutil.which("go") is None or not LIBRARY.exists():
        print("no Go with golang.org/x/mod here")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        program = build_stranger(folder)
        export = make_export(folder)
        assert accepts(program, export), "the export as it is"
        check_flips(program, export, random.Random(6962))
        print("golang.org/x/mod agrees")


if __name__ == "__main__":
    main()
