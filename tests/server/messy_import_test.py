"""A real file in which times are written in many ways: what becomes of each of its rows.

The verdicts were written by hand, by reading the rows and the rules of docs/operation.md; a row with
two possible readings is refused. Skipped, visibly, where the data is not there.
"""

import csv
import os
import pathlib
import sys
import unittest
import urllib.parse

from nociq_server import NOCIQ, SOURCE, Folder, Server, run

DATA = SOURCE.parent / "shared" / "data" / "ioda_outages_raw_messy_dates.csv"
VERDICTS = SOURCE / "tests" / "server" / "messy_dates_verdicts.csv"
SKIPPED = 77
FORMATS = (
    "%A, %B %d, %Y, %I:%M:%S %p",
    "%A, %B %d, %Y, %I:%M %p",
    "%A, %B %d, %Y, %I:%M: %p",
    "%m/%d/%Y %H:%M:%S %p",
)
FIELDS = {
    "ID": "external_id",
    "Begin time": "detected_at",
    "End time": "resolved_at",
    "Country": "site_name",
    "Scope (based on granularity at which the outage appears in IODA)": "description",
    "Cause": "root_cause",
}
IGNORED = (
    "IODA BGP visible by human",
    "IODA AP visible by human",
    "IODA IBR visible by human",
    "Region",
    "AS",
    "Confirmation Status",
    "Manually verified",
)


class MessyImport(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.server = Server(pathlib.Path(folder.name)).start()
        self.addCleanup(lambda: self.server.kill())
        with VERDICTS.open(newline="") as file:
            self.verdicts = list(csv.DictReader(file))

    def test_each_row_meets_its_verdict(self):
        command = ["outage", "import", DATA, "--data", self.server.data, "--json"]
        command += ["--map", ",".join(f"{name}={field}" for name, field in FIELDS.items())]
        command += ["--ignore", ",".join(IGNORED), "--set", "severity=high"]
        command += ["--time-zone", "UTC", "--time-format", "|".join(FORMATS)]
        run(NOCIQ, *command, code=1)
        refused = self.refused()
        for verdict in self.verdicts:
            with self.subTest(row=verdict["row"], id=verdict["id"]):
                expected = (verdict["first"], verdict["second"])
                if verdict["verdict"] == "refused":
                    self.assertEqual(refused.get(verdict["row"]), expected)
                    continue
                self.assertNotIn(verdict["row"], refused)
                page = self.server.client.get(f"/api/v1/outages/{verdict['id']}").json()
                shown = (page["detected_at"], page["resolved_at"] or "")
                self.assertEqual(shown, expected)
                self.assertEqual(page["severity"], "high")
        self.assertEqual(len(self.verdicts), 148)

    def refused(self):
        """Row -> field and rule of its first error, of the same file once more."""
        query = {
            "map": ",".join(f"{name}={field}" for name, field in FIELDS.items()),
            "ignore": ",".join(IGNORED),
            "set": "severity=high",
            "time_zone": "UTC",
            "time_format": "|".join(FORMATS),
        }
        target = "/api/v1/outages/bulk-import?" + urllib.parse.urlencode(query)
        told = self.server.client.post(target, DATA.read_bytes(), content_type="text/csv").json()
        imported = sum(verdict["verdict"] == "imported" for verdict in self.verdicts)
        shown = (told["total_rows"], told["imported"], told["skipped"])
        self.assertEqual(shown, (148, 0, imported))
        refused = {}
        for error in told["errors"]:
            refused.setdefault(str(error["row"]), (error["field"], error["type"]))
        return refused


if __name__ == "__main__":
    if not DATA.exists():
        print(f"skipped: {os.path.relpath(DATA, SOURCE)} is not there")
        sys.exit(SKIPPED)
    unittest.main()
