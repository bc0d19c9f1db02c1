#!/usr/bin/env python3
"""Shows that the simulation finds faults: each patch in mutants/ plants one; within 200 seeds an
invariant has to notice.

usage: mutants.py [name...]    from the root of the repository; builds in build/mutants
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATCHES = Path(__file__).resolve().parent / "mutants"
TREE = ROOT / "build" / "mutants"
LEFT_OUT = {".git", "build", "data", "node_modules"}
SEEDS = 200
LONGEST_SECONDS = 900


def files_of(tree):
    """Relative paths of all files but what is left out."""
    for entry in tree.iterdir():
        if entry.name in LEFT_OUT:
            continue
        found = (path for path in entry.rglob("*") if path.is_file()) if entry.is_dir() else [entry]
        yield from (path.relative_to(tree) for path in found)


def copy_tree():
    """The sources as they are. What is unchanged keeps its time, so that little is built again; what
    differs gets the time of now: the last run's mutants were built after its own time."""
    TREE.mkdir(parents=True, exist_ok=True)
    sources = set(files_of(ROOT))
    for path in set(files_of(TREE)) - sources:
        (TREE / path).unlink()
    for path in sources:
        source, target = ROOT / path, TREE / path
        if target.exists() and target.read_bytes() == source.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        shutil.copymode(source, target)


def run(*command, **options):
    return subprocess.run(command, cwd=TREE, text=True, capture_output=True, **options)


def build():
    for command in (["cmake", "--preset", "release"],
                    ["cmake", "--build", "--preset", "release", "--target", "sim"]):
        done = run(*command)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def apply(patch, *options):
    done = run("patch", "-p1", "--force", *options, "-i", str(patch))
    if done.returncode != 0:
        sys.exit(f"{patch.name} does not apply:\n{done.stdout}")


def find(patch):
    """What the simulation says of the mutant; nothing when it survives."""
    apply(patch)
    try:
        build()
        done = run("build/release/tests/sim", "--seeds", str(SEEDS), "--each",
                   timeout=LONGEST_SECONDS)
    finally:
        apply(patch, "--reverse")
    if done.returncode == 0:
        return None
    told = re.search(r"^seed (\d+), step (\d+): not so: (.*)\n  (.*)$", done.stdout, re.M)
    if told:
        return f"seed {told[1]}, step {told[2]}: not so: {told[3]} ({told[4]})"
    seeds = re.findall(r"^seed (\d+)$", done.stdout, re.M)
    ending = (done.stderr.strip().splitlines() or ["?"])[-1]
    return f"seed {seeds[-1] if seeds else '?'}: it ended with {done.returncode}: {ending}"


def main(names):
    patches = sorted(PATCHES.glob("*.patch"))
    if names:
        patches = [PATCHES / f"{name}.patch" for name in names]
    copy_tree()
    build()
    survivors = 0
    for patch in patches:
        found = find(patch)
        survivors += found is None
        print(f"{patch.stem}: {found or 'SURVIVED'}", flush=True)
    print(f"{len(patches) - survivors} of {len(patches)} found")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
