"""Every planted fault of the simulation still fits the sources that it is planted in."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(os.environ.get("LEDGER_SOURCE_DIR", Path(__file__).resolve().parents[2]))
PATCHES = sorted((ROOT / "tests/sim/mutants").glob("*.patch"))


def fits(patch):
    done = subprocess.run(["patch", "-p1", "--dry-run", "--force", "-i", str(patch)], cwd=ROOT,
                          text=True, capture_output=True, check=False)
    if done.returncode == 0:
        return True
    print(f"{patch.name} does not apply:\n{done.stdout}{done.stderr}")
    return False


def main():
    stale = [patch.name for patch in PATCHES if not fits(patch)]
    print(f"{len(PATCHES) - len(stale)} of {len(PATCHES)} patches apply")
    return 1 if stale or len(PATCHES) < 13 else 0


if __name__ == "__main__":
    sys.exit(main())
