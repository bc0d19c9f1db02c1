"""A reader that was written from docs/record-format.md alone reads an export of ours.

It must accept the export as it is, and notice every change that it then makes to copies of it.
"""

import pathlib
import subprocess
import sys
import tempfile

from sample_export import ROOT, make_export


def main():
    with tempfile.TemporaryDirectory() as name:
        export = make_export(pathlib.Path(name))
        reader = ROOT / "tests" / "log" / "record_format_test.py"
        sys.exit(subprocess.run([sys.executable, str(reader), str(export)], check=False).returncode)


if __name__ == "__main__":
    main()
