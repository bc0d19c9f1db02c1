"""Other people's verifiers of transparency logs, built from their own libraries; none of our code.

Each takes SOURCE and VKEYFILE, prints `OK …` and ends with 0, or `FAIL: …` and ends with 1.
"""

import os
import pathlib
import shutil
import subprocess

TOOLS = pathlib.Path(__file__).parents[1] / "snapshots"
GOPATH = "/usr/share/gocode"
LIBRARY = pathlib.Path(GOPATH, "src/golang.org/x/mod/sumdb/tlog")
DOWNLOAD_SECONDS = 240


class Missing(Exception):
    """A tool cannot be built here, and why; the test of it is skipped."""


class Tool:
    def __init__(self, program):
        self.program = program

    def verdict(self, source, vkey):
        command = [str(self.program), str(source), str(vkey)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        expected = "OK " if run.returncode == 0 else "FAIL: "
        assert run.returncode in (0, 1) and run.stdout.startswith(expected), run
        return run.stdout

    def accepts(self, source, vkey):
        return self.verdict(source, vkey).startswith("OK ")


def build_xmod(folder):
    """From stranger/main.go and Debian's golang-golang-x-mod-dev, without network."""
    if shutil.which("go") is None or not LIBRARY.exists():
        raise Missing("no Go with golang.org/x/mod here")
    source = folder / "go" / "src" / "stranger"
    source.mkdir(parents=True)
    shutil.copy(TOOLS / "stranger" / "main.go", source)
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPATH": f"{folder / 'go'}:{GOPATH}",
    }
    program = folder / "stranger"
    command = ["go", "build", "-o", str(program), "stranger"]
    subprocess.run(command, cwd=source, env=environment, check=True)
    return Tool(program)


def build_tessera(folder):
    """Tessera's fsck out of the Go module proxy, each module by the hash in go.sum."""
    if shutil.which("go") is None:
        raise Missing("no Go here")
    source = TOOLS / "tessera"
    environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}
    try:
        fetched = subprocess.run(
            ["go", "mod", "download"],
            cwd=source,
            env=environment,
            capture_output=True,
            text=True,
            timeout=DOWNLOAD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise Missing(f"the Go module proxy did not answer in {DOWNLOAD_SECONDS} s") from slow
    if "SECURITY ERROR" in fetched.stderr:
        raise AssertionError(fetched.stderr)
    if fetched.returncode != 0:
        raise Missing(f"Tessera could not be fetched: {fetched.stderr.strip()}")
    program = folder / "tessera"
    command = ["go", "build", "-buildvcs=false", "-o", str(program), "."]
    subprocess.run(command, cwd=source, env=environment, check=True)
    return Tool(program)
