"""Damage anywhere in the folder of a real server: `nociq verify` and `nociq serve` refuse by the
file's name, or the server stops where it meets the damage; it never answers with another history.
"""

import http.client
import os
import random
import shutil
import subprocess
import unittest

from damage import Contents, current_manifest, flip, table_of_frames, write_ahead_log
from nociq_server import NOCIQ, Folder, Server

OUTAGES = 300
INTEGRITY, TRY_AGAIN = 3, 75
RANDOM_PLACES = 120 if os.environ.get("LEDGER_LONG") else 12  # Of each folder.
PUT_BACK_EVERY = 4
WITHOUT_HISTORY = ("LOCK", "IDENTITY", "OPTIONS", "END", "HEAD")  # The last two have a second slot.
SLOT_STRIDE = 4096
ANOTHER_HISTORY, OTHER_VIEWS = "another history", "other views"


def cut(path, size):
    """From the end when negative."""
    path.write_bytes(path.read_bytes()[:size])


def files_of(folder):
    return sorted(path for path in folder.iterdir() if path.is_file() and path.stat().st_size)


class CorruptionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = Folder()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.__enter__()
        server = Server(cls.folder, "--origin", "example.org/corrupt")
        cls.addClassCleanup(server.kill)
        server.start()
        for number in range(OUTAGES):
            body = {"site_name": f"Site {number}", "severity": "low", "description": "Dark."}
            reply = server.client.post("/api/v1/outages", body)
            assert reply.status == 201, reply
        size = reply.position() + 1
        server.checkpoint(size)
        cls.contents = Contents(server)
        assert server.stop() == 0
        cls.fresh = cls.folder / "fresh"  # All events in the write-ahead log.
        shutil.copytree(server.data, cls.fresh)
        server.start()
        assert server.stop() == 0
        cls.tables = server.data  # All events in tables.
        for twin in (cls.fresh, cls.tables):
            cls.check_whole(twin)

    @classmethod
    def check_whole(cls, data):
        with Folder() as folder:
            server = Server(folder)
            shutil.copytree(data, server.data)
            with server:
                cls.check_contents(server)

    @classmethod
    def check_contents(cls, server):
        contents = Contents(server)
        assert contents.digest == cls.contents.digest, ANOTHER_HISTORY
        assert contents.views == cls.contents.views, OTHER_VIEWS

    def setUp(self):
        self.tally = {"refused": 0, "stopped": 0, "whole": 0}

    def try_damage(self, original, name, damage):
        """`name` is a path within the folder; `damage` changes the file there."""
        with Folder() as folder:
            server = Server(folder)
            self.addCleanup(server.kill)
            shutil.copytree(original, server.data)
            path = server.data / name
            damage(path)
            verified = self.verify(server, path)
            outcome = self.serve(server, path)
            self.tally[outcome] += 1
            if outcome == "refused":
                self.assertEqual(verified, INTEGRITY)
                if self.tally["refused"] % PUT_BACK_EVERY == 1:
                    shutil.copy(original / name, path)
                    with server:
                        self.check_contents(server)
            return verified, outcome

    def verify(self, server, path):
        command = [NOCIQ, "verify", "--data", server.data, "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        self.assertIn(done.returncode, (0, INTEGRITY), done)
        if done.returncode == INTEGRITY and path.parent.name != "views":
            self.check_named(path, done.stdout + done.stderr)
        return done.returncode

    def serve(self, server, path):
        of_views = path.parent.name == "views"
        try:
            server.start()
        except RuntimeError as refused:
            expected = TRY_AGAIN if of_views else INTEGRITY
            self.assertIn(f"exit code {expected}:", str(refused))
            self.check_named(path, str(refused))
            if not of_views:
                return "refused"
            self.check_made_anew(server)
            return "stopped"
        try:
            self.check_contents(server)
        except (AssertionError, OSError, http.client.HTTPException) as met:
            # A request broke off because the process ended: then that is all that was said.
            if str(met) in (ANOTHER_HISTORY, OTHER_VIEWS):
                raise
            expected = TRY_AGAIN if of_views else INTEGRITY
            self.assertEqual(server.process.wait(60), expected, met)
            self.check_named(path, server.said())
            if of_views:
                self.check_made_anew(server)
            return "stopped"
        self.assertEqual(server.stop(), 0)
        return "whole"

    def check_made_anew(self, server):
        """By the start that follows the one that met rot in the views."""
        with server:
            self.check_contents(server)

    def check_named(self, path, said):
        """A log that lost commits at its end is known by HEAD, which cannot say where."""
        self.assertTrue(
            path.name in said or (path.suffix == ".log" and "HEAD" in said), (path.name, said)
        )

    def check_found(self, original, name, damage):
        with self.subTest(name=name):
            verified, outcome = self.try_damage(original, name, damage)
            self.assertEqual(verified, INTEGRITY)
            return outcome

    def check_refused(self, original, name, damage):
        self.assertEqual(self.check_found(original, name, damage), "refused")

    def test_write_ahead_log(self):
        name = write_ahead_log(self.fresh).relative_to(self.fresh)
        size = (self.fresh / name).stat().st_size
        for offset in (0, 4, 6, 7, size // 2, size - 400, -20, -1):
            self.check_refused(self.fresh, name, lambda path, at=offset: flip(path, at))
        for left in (0, size // 3, -1000, -1):
            self.check_refused(self.fresh, name, lambda path, at=left: cut(path, at))

    def test_manifest_and_current(self):
        name = current_manifest(self.tables).relative_to(self.tables)
        size = (self.tables / name).stat().st_size
        for offset in (0, 5, size // 2, -100, -1):
            self.check_refused(self.tables, name, lambda path, at=offset: flip(path, at))
        for left in (0, size // 2, -1):
            self.check_refused(self.tables, name, lambda path, at=left: cut(path, at))
        for offset in (0, 9, -1):
            self.check_refused(self.tables, "log/CURRENT", lambda path, at=offset: flip(path, at))

    def test_table_files(self):
        name = table_of_frames(self.tables).relative_to(self.tables)
        size = (self.tables / name).stat().st_size
        for offset in (100, size // 4, size // 2, -1500, -300, -53, -52, -10, -1):
            self.check_found(self.tables, name, lambda path, at=offset: flip(path, at))
        for left in (0, size // 2, -1):
            self.check_refused(self.tables, name, lambda path, at=left: cut(path, at))

    def test_what_stands_beside_the_log(self):
        for name in ("FORMAT", "keys/log.key", "keys/index.key"):
            self.check_refused(self.tables, name, lambda path: flip(path, 3))
            self.check_refused(self.tables, name, lambda path: cut(path, -1))
            self.check_refused(self.tables, name, lambda path: path.unlink())

        def spoil_both_slots(path):
            flip(path, 20)
            flip(path, SLOT_STRIDE + 20)

        self.check_refused(self.tables, "HEAD", spoil_both_slots)
        end = f"log/END-{current_manifest(self.tables).name.removeprefix('MANIFEST-')}"
        self.check_refused(self.tables, end, spoil_both_slots)

    def test_any_place_of_the_log(self):
        for original, seed in ((self.fresh, 1), (self.tables, 2)):
            generator = random.Random(seed)
            files = files_of(original / "log")
            sizes = [path.stat().st_size for path in files]
            for path in generator.choices(files, sizes, k=RANDOM_PLACES):
                offset = generator.randrange(path.stat().st_size)
                name = path.relative_to(original)
                with self.subTest(name=name, offset=offset):
                    verified, _ = self.try_damage(original, name, lambda p, at=offset: flip(p, at))
                    if not path.name.startswith(WITHOUT_HISTORY):
                        self.assertEqual(verified, INTEGRITY)
        self.assertGreater(self.tally["refused"] + self.tally["stopped"], 0)

    def test_any_place_of_the_views(self):
        """They are made anew, at once or by the next start; what was not folded is never shown."""
        generator = random.Random(3)
        views = self.tables / "views"
        files = [path for path in files_of(views) if not path.name.startswith(WITHOUT_HISTORY)]
        for path in files:
            for offset in (generator.randrange(path.stat().st_size), -1):
                name = path.relative_to(self.tables)
                with self.subTest(name=name, offset=offset):
                    verified, _ = self.try_damage(
                        self.tables, name, lambda p, at=offset: flip(p, at)
                    )
                    self.assertEqual(verified, 0, "views are no part of the log")
        self.assertGreater(self.tally["whole"], 0)
        self.assertGreater(self.tally["stopped"], 0)


if __name__ == "__main__":
    unittest.main()
