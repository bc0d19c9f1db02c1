"""One flipped byte on disk: refused by the file's name, never a shorter or another history.

Each damaged folder has a twin without damage, which must open in full.
"""

import base64
import json
import shutil
import subprocess
import unittest

from damage import PAGE, Contents, current_manifest, flip, middle, table_of_frames, write_ahead_log
from nociq_server import NOCIQ, NOCIQ_VERIFY, Folder, Server, run

OUTAGES = 800  # Some five blocks of leaves: the middle ones are read by no start.
INTEGRITY = 3
SELF_CONSISTENT, TAMPERED = 2, 1  # Of nociq-verify.
HEAD_SLOT_STRIDE = 4096
HEAD_SLOT_BYTES = 56
EVENT_BLOCK_BYTES = 64 << 10


def checkpoint_of_all(server, size):
    """Signed within 100 ms."""
    while True:
        checkpoint = server.client.get("/log/checkpoint").body
        if int(checkpoint.splitlines()[1]) == size:
            return checkpoint


class FlippedByteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = Folder()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.__enter__()
        cls.origin = "example.org/flipped"
        server = Server(cls.folder, "--origin", cls.origin)
        cls.addClassCleanup(server.kill)
        server.start()
        for number in range(OUTAGES):
            body = {"site_name": f"Site {number}", "severity": "low", "description": "Dark."}
            reply = server.client.post("/api/v1/outages", body)
            assert reply.status == 201, reply
        cls.contents = Contents(server)
        cls.checkpoint = checkpoint_of_all(server, len(cls.contents.lines))
        assert server.stop() == 0
        cls.fresh = cls.folder / "fresh"  # All events in the write-ahead log.
        shutil.copytree(server.data, cls.fresh)
        server.start()
        assert server.stop() == 0
        cls.tables = server.data  # All events in tables.

    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.root = folder.__enter__()

    def take(self, original, name="damaged"):
        """A copy to damage; its twin is opened first."""
        twin = Server(self.root / f"{name}.twin")
        shutil.copytree(original, twin.data)
        with twin:
            self.check_contents(Contents(twin))
        self.server = Server(self.root / name)
        self.addCleanup(self.server.kill)
        self.data = self.server.data
        shutil.copytree(original, self.data)

    def check_contents(self, contents):
        self.assertEqual(len(contents.lines), len(self.contents.lines))
        self.assertEqual(contents.digest, self.contents.digest)
        self.assertEqual(contents.views, self.contents.views)

    def refused(self):
        """What a start says that fails as it must."""
        command = [NOCIQ, "serve", "--data", self.data, "--port", "0"]
        finished = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False
        )
        self.assertEqual(finished.returncode, INTEGRITY, finished)
        self.assertFalse((self.data / "port").exists())
        return finished.stderr

    def check_refused(self, *paths):
        before = self.bytes_of_the_log()
        said = self.refused()
        for path in paths:
            self.assertIn(str(path), said)
        self.assertEqual(self.bytes_of_the_log(), before, "a refusal must keep the evidence")

    def bytes_of_the_log(self):
        return {
            path.name: path.read_bytes()
            for path in (self.data / "log").iterdir()
            if not path.name.startswith(("LOG", "OPTIONS"))
        }

    def verify(self, code):
        return run(NOCIQ, "verify", "--data", self.data, "--quiet", code=code)

    def test_write_ahead_log(self):
        self.take(self.fresh)
        path = write_ahead_log(self.data)
        flip(path, middle(path))
        self.check_refused(path)
        self.assertIn(str(path), self.verify(INTEGRITY).stderr)

    def test_manifest(self):
        self.take(self.tables)
        path = current_manifest(self.data)
        flip(path, middle(path))
        self.check_refused(path)

    def test_current(self):
        self.take(self.tables)
        path = self.data / "log" / "CURRENT"
        flip(path, 0)
        self.check_refused(path)

    def test_format(self):
        self.take(self.fresh)
        path = self.data / "FORMAT"
        flip(path, middle(path))
        self.check_refused(path)

    def test_keys(self):
        for name in ("log.key", "index.key"):
            with self.subTest(name):
                self.take(self.tables, name)
                path = self.data / "keys" / name
                flip(path, middle(path))
                said = self.refused()
                self.assertIn(str(path), said)
                reason = ["--accept-loss", "--reason", "no"]
                tried = run(NOCIQ, "recover", "--data", self.data, *reason, code=INTEGRITY)
                self.assertIn(str(path), tried.stderr)
                flip(path, middle(path))
                with self.server:
                    self.check_contents(Contents(self.server))

    def test_one_slot_of_head(self):
        for slot in (0, 1):
            with self.subTest(slot=slot):
                self.take(self.fresh, f"slot{slot}")
                path = self.data / "HEAD"
                flip(path, slot * HEAD_SLOT_STRIDE + HEAD_SLOT_BYTES // 2)
                with self.server:
                    self.check_contents(Contents(self.server))
                self.assertIn(f"{path}: slot {slot} is bad", self.server.said())
                self.assertIn('"level":"warning"', self.server.said())

    def test_both_slots_of_head(self):
        self.take(self.fresh)
        path = self.data / "HEAD"
        for slot in (0, 1):
            flip(path, slot * HEAD_SLOT_STRIDE + HEAD_SLOT_BYTES // 2)
        self.check_refused(path)
        self.assertIn(str(path), self.verify(INTEGRITY).stderr)

    def test_table_where_a_start_reads(self):
        """The Merkle tree's right edge is in the last block of frames."""
        self.take(self.tables)
        path = table_of_frames(self.data)
        flip(path, self.end_of_data(path) - 1000)
        self.assertIn(str(path), self.refused())

    def test_table_where_no_start_reads(self):
        self.take(self.tables)
        path = table_of_frames(self.data)
        flip(path, self.end_of_data(path) // 2)
        self.server.start()
        self.assertEqual(self.server.client.get("/health").status, 200)
        with self.assertRaises(OSError, msg="an answer out of damaged bytes"):
            self.server.client.get(f"/api/v1/events?limit={PAGE}")
        self.assertEqual(self.server.process.wait(60), INTEGRITY)
        self.assertIn(str(path), self.server.said())
        found = self.verify(INTEGRITY)
        self.assertIn(str(path), found.stdout + found.stderr)

    def end_of_data(self, path):
        """All but the last few kilobytes are blocks of leaves, of this many bytes unpacked."""
        leaves = (base64.b64decode(json.loads(line)["record"]) for line in self.contents.lines)
        self.assertGreater(sum(map(len, leaves)), 4 * EVENT_BLOCK_BYTES)
        return path.stat().st_size - 4096

    def test_recovery(self):
        """What stands before the damage is kept, and the loss is told to whoever asks."""
        self.take(self.fresh)
        path = write_ahead_log(self.data)
        flip(path, middle(path))
        said = run(NOCIQ, "recover", "--data", self.data, "--accept-loss", "--reason", "bit rot")
        self.assertIn(str(path), said.stderr)
        with self.server:
            kept = self.check_recovered(Contents(self.server).lines)
            body = {"site_name": "After", "severity": "low", "description": "It goes on."}
            reply = self.server.client.post("/api/v1/outages", body)
            self.assertEqual(reply.status, 201, reply)
            self.assertGreater(reply.position(), kept)
            checkpoint = self.server.client.get("/log/checkpoint").body.decode()
            self.assertEqual(checkpoint.splitlines()[0], f"{self.origin}/e2")
            self.assertEqual(self.server.stop(), 0)
        self.check_export(kept)

    def check_recovered(self, lines):
        """The event that says so stands where the first lost one stood; returns its position."""
        recovered = json.loads(lines[-1])
        lost_from = recovered["position"]
        self.assertEqual(lines[:-1], self.contents.lines[:lost_from])
        self.assertLess(lost_from, len(self.contents.lines))
        self.assertGreater(lost_from, len(self.contents.lines) // 4)
        self.assertEqual(recovered["type"], "log.recovered")
        loss = recovered["payload"]
        self.assertEqual(loss["origin"], f"{self.origin}/e2")
        self.assertEqual(loss["previous_origin"], self.origin)
        self.assertEqual(loss["lost_from"], lost_from)
        self.assertEqual(loss["known_size"], len(self.contents.lines))
        self.assertEqual(loss["reason"], "bit rot")
        return lost_from

    def check_export(self, kept):
        self.verify(0)
        export = self.root / "export"
        run(NOCIQ, "log", "export", "--data", self.data, "--tlog", export, "--payloads")
        report = json.loads(run(NOCIQ_VERIFY, export, "--json", code=SELF_CONSISTENT).stdout)
        self.assertEqual(report["recoveries"], 1)
        self.assertEqual(report["origin"], f"{self.origin}/e2")
        # Whoever kept a checkpoint of what was lost is told that it is gone.
        older = self.root / "older.checkpoint"
        older.write_bytes(self.checkpoint)
        report = json.loads(
            run(NOCIQ_VERIFY, export, "--since", older, "--json", code=TAMPERED).stdout
        )
        last = len(self.contents.lines) - 1
        self.assertIn(f"positions {kept} to {last} were lost", report["reason"])
        self.assertEqual(report["evidence"][0].encode(), self.checkpoint)


if __name__ == "__main__":
    unittest.main()
