"""Runs clang-tidy over every source of ours that changed since it was last found clean.

usage: lint.py ROOT COMPILE_COMMANDS [--all]

What ships is linted in every run, without the static analyzer, which takes as long as all the rest;
--all adds the analyzer, the tests and the benchmarks.

A file's key covers all that its verdict depends on: its text, the text of every header of ours
below it, its compile command, each .clang-tidy and clang-tidy's version, but not where the project
lies. A clean run leaves an empty file of that name in the user's cache, as ccache does, so that
another clone need not ask again.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT, COMMANDS = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
EVERYTHING = "--all" in sys.argv[3:]
USER_CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
CACHE = USER_CACHE / "nociq-ledger" / "lint"
TIDY = "clang-tidy-19"
VERSION = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
OPTIONS = [] if EVERYTHING else ["--checks=-clang-analyzer-*"]
ONLY_WITH_ALL = (ROOT / "tests", ROOT / "bench")
INCLUDE = re.compile(rb'^\s*#include "([^"]+)"', re.MULTILINE)
# Nothing in this file is ours but the choice of what to include.
NOT_OURS = {ROOT / "http/boost_impl.cpp"}


def closure(file, seen):
    """Adds `file` and our headers below it to `seen`, as path -> text."""
    if file in seen:
        return seen
    seen[file] = file.read_bytes()
    for name in INCLUDE.findall(seen[file]):
        for folder in (file.parent, ROOT, COMMANDS.parent):
            header = (folder / os.fsdecode(name)).resolve()
            if header.is_file():
                closure(header, seen)
                break
    return seen


def key(entry):
    command = " ".join([entry["command"], *OPTIONS]).replace(str(ROOT), ".")
    digest = hashlib.sha256(VERSION + command.encode())
    for folder in pathlib.Path(entry["file"]).parents:
        if (config := folder / ".clang-tidy").exists():
            digest.update(config.read_bytes())
    for file, text in sorted(closure(pathlib.Path(entry["file"]), {}).items()):
        digest.update(f"\0{file.relative_to(ROOT)}\0".encode() + text)
    return digest.hexdigest()


def lint(entry):
    stamp = CACHE / key(entry)
    if stamp.exists():
        return True
    command = [TIDY, "--quiet", *OPTIONS, "-p", str(COMMANDS.parent), entry["file"]]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if run.returncode == 0:
        stamp.touch()
        return True
    print(run.stdout or f"{entry['file']}: clang-tidy ended with {run.returncode}", flush=True)
    return False


def main():
    CACHE.mkdir(parents=True, exist_ok=True)
    entries = [entry for entry in json.loads(COMMANDS.read_text())
               if ROOT in (file := pathlib.Path(entry["file"])).parents
               and ROOT / "build" not in file.parents and file not in NOT_OURS
               and (EVERYTHING or not any(top in file.parents for top in ONLY_WITH_ALL))]
    unique = {entry["file"]: entry for entry in entries}.values()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(lint, unique))
    print(f"clang-tidy: {verdicts.count(True)} files clean, {verdicts.count(False)} not")
    return 0 if all(verdicts) else 1


sys.exit(main())
