"""The reference implementation (Rust, as WebAssembly) reads our XDR and SEP-51 JSON, and we read
what it writes: random values of every type and every arm. Skipped, with status 77, where Node.js or
the package registry is missing."""

import os
import subprocess
import sys
import unittest

from packages import SOURCE, Missing, node, npm_packages

VALUES = os.environ["LEDGER_XDR_VALUES"]
REFERENCE = SOURCE / "tests" / "stellar" / "reference"
FOLDER = SOURCE / "build" / "stellar-reference"
VALUES_PER_TYPE = 100
SEED = 20260116
NODE = None  # Set before the tests run.


def run(*command, lines=None):
    return subprocess.run(
        list(map(str, command)), input=lines, capture_output=True, text=True, check=False
    )


class ReferenceTest(unittest.TestCase):
    def compare(self, verb, lines):
        done = run(NODE, REFERENCE / "compare.mjs", verb, FOLDER, lines=lines)
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
        NODE = node()
        npm_packages(REFERENCE, FOLDER)
    except Missing as missing:
        print(f"skipped: {missing}", file=sys.stderr)
        sys.exit(77)
    unittest.main()
