"""An export to read, for tests in other languages."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(os.environ.get("LEDGER_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ["LEDGER_NOCIQ"]).parent


def make_export(folder):
    """By the test of the exporter, which leaves what it made when it is told where."""
    export = folder / "export"
    command = [str(BUILD / "tests" / "snapshots_test"), "-tc=an export on a real disk verifies"]
    environment = {**os.environ, "LEDGER_EXPORT_TO": str(export)}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return export
