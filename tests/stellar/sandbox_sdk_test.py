"""The SDKs that most clients of Stellar use, against a real `nociq sandbox serve`. Skipped, with
status 77, where Node.js or a package registry is missing."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from packages import SOURCE, Missing, node, npm_packages, python_packages
from sandbox_server import SandboxServer

SDK = SOURCE / "tests" / "stellar" / "sdk"
NPM_FOLDER = SOURCE / "build" / "stellar-sdk-npm"
PYTHON_FOLDER = SOURCE / "build" / "stellar-sdk-python"
NODE = None  # Set before the tests run.


class SandboxSdkTest(unittest.TestCase):
    def run_whole(self, command, **options):
        done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
        self.assertEqual(done.returncode, 0, done.stdout[-8000:] + done.stderr[-4000:])
        return done.stdout + done.stderr

    def test_the_npm_sdk(self):
        """All files at once, each with a sandbox of its own: they mostly wait for ledgers."""
        files = sorted(SDK.glob("*.mjs"))
        for path in files:
            shutil.copy(path, NPM_FOLDER)  # Beside the packages that they import.
        tests = [path.name for path in files if path.name.endswith(".test.mjs")]
        command = [NODE, "--test", f"--test-concurrency={len(tests)}", *tests]
        self.assertIn("# fail 0", self.run_whole(command, cwd=NPM_FOLDER))

    def test_a_shorter_round_by_the_python_sdk(self):
        with tempfile.TemporaryDirectory() as folder, SandboxServer(folder) as sandbox:
            path = os.pathsep.join([str(PYTHON_FOLDER), os.environ.get("PYTHONPATH", "")])
            command = [sys.executable, SDK / "python_round.py", sandbox.url]
            self.run_whole(command, env={**os.environ, "PYTHONPATH": path})


if __name__ == "__main__":
    try:
        NODE = node()
        npm_packages(SDK, NPM_FOLDER)
        python_packages(SDK / "requirements.txt", PYTHON_FOLDER)
    except Missing as missing:
        print(f"skipped: {missing}", file=sys.stderr)
        sys.exit(77)
    unittest.main()
