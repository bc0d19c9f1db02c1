"""The clock of a real server, as a test wants it: libfaketime's, which reads it from a file."""

import glob
import os
import pathlib
import sys

LIBRARIES = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")


class FakedClock:
    """In `folder`; a server has it by `environment`. Time that only passes is real."""

    def __init__(self, folder):
        self.file = pathlib.Path(folder) / "clock"
        self.environment = {
            "LD_PRELOAD": LIBRARIES[0],
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
            "TZ": "UTC",
        }

    def jump(self, seconds):
        """To so long after the machine's time."""
        self.write(f"{seconds:+d}s")

    def stop_at(self, time):
        """Of RFC 3339, in UTC; there it stays."""
        self.write(time.replace("T", " ").removesuffix("Z"))

    def write(self, text):
        """In one step, so that nobody reads half of it."""
        beside = pathlib.Path(f"{self.file}.new")
        beside.write_text(text + "\n")
        beside.rename(self.file)


def leave_without_it():
    """Ends a test program that cannot have such a clock, visibly as skipped."""
    if not LIBRARIES or os.environ.get("LEDGER_SHORT"):
        print("skipped: no libfaketime, or a sanitizer, which does not go with it")
        sys.exit(77)
