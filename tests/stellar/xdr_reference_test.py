"""The reference implementation (Rust, as WebAssembly) reads our XDR and SEP-51 JSON, and we read
what it writes: random values of every type and every arm. Skipped, with status 77, where Node.js or
the package registry is missing."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(os.environ["LEDGER_SOURCE_DIR"])
VALUES = os.environ["LEDGER_XDR_VALUES"]
REFERENCE = SOURCE / "tests" / "stellar" / "reference"
FOLDER = SOURCE / "build" / "stellar-reference"
VALUES_PER_TYPE = 100
SEED = 20260116
DOWNLOAD_SECONDS = 240


class Missing(Exception):
    """The reference cannot be had here, and why."""


def install():
    """The package, by the hash in package-lock.json, into build/."""
    if shutil.which("npm") is None:
        raise Missing("no npm here")
    lock = FOLDER / "package-lock.json"
    if lock.exists() and lock.read_bytes() == (REFERENCE / lock.name).read_bytes():
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    shutil.copy(REFERENCE / "package.json", FOLDER)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    try:
        # npm takes the lock from where it runs; it is kept beside once all of it is there.
        shutil.copy(REFERENCE / lock.name, FOLDER)
        subprocess.run(command, cwd=FOLDER, check=True, timeout=DOWNLOAD_SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        lock.unlink(missing_ok=True)
        raise Missing(f"npm could not install the reference: {error}") from error


def run(*command, lines=None):
    return subprocess.run(
        list(map(str, command)), input=lines, capture_output=True, text=True, check=False
    )


class ReferenceTest(unittest.TestCase):
    def compare(self, verb, lines):
        done = run("node", REFERENCE / "compare.mjs", verb, FOLDER, lines=lines)
        self.assertEqual(done.returncode, 0, done.stdout[-5000:] + done.stderr[-5000:])
        return done.stdout

    def test_random_values_of_every_type_and_arm_are_the_same_to_both(self):
        made = run(VALUES, "make", SEED, VALUES_PER_TYPE)
        self.assertEqual(made.returncode, 0, made.stderr)
        types = {line.split(" ", 1)[0] for line in made.stdout.splitlines()}
        self.assertGreater(len(types), 300)
        told = self.compare("values", made.stdout)
        self.assertEqual(told, f"{len(types) * VALUES_PER_TYPE} compared, 0 differences\n")
        # What it accepted letter by letter, we read again.
        checked = run(VALUES, "check", lines=made.stdout)
        self.assertEqual((checked.returncode, checked.stdout), (0, ""))

    def test_every_type_has_the_members_and_arms_of_the_reference(self):
        schema = run(VALUES, "schema")
        self.assertEqual(schema.returncode, 0, schema.stderr)
        self.assertIn(" 0 differences", self.compare("schema", schema.stdout))


if __name__ == "__main__":
    try:
        install()
    except Missing as missing:
        print(f"skipped: {missing}", file=sys.stderr)
        sys.exit(77)
    unittest.main()
