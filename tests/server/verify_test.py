"""nociq-verify against a real server and a real export; and every byte of it that was changed."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from nociq_server import NOCIQ, NOCIQ_VERIFY, SOURCE, Folder, Server, run

OK, TAMPERED, CANNOT_TELL, INTEGRITY = 0, 1, 2, 3
COUNT = 150
SIZE = 4 * COUNT + 3  # 603: two full tiles, a partial one, and the level above.


def flip(file, offset):
    data = bytearray(file.read_bytes())
    data[offset] ^= 1
    file.write_bytes(data)


class Verify(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.cleanup)
        folder = cls.path = pathlib.Path(cls.folder.name)
        cls.server = Server(folder, "--origin", "example.org/ledger").start()
        cls.addClassCleanup(lambda: cls.server.kill())
        rows = [
            {
                "id": f"T-{i}",
                "site_name": "Alpha",
                "severity": "critical",
                "description": "dark",
                "detected_at": "2026-01-16T09:30:00Z",
                "resolved_at": f"2026-01-16T09:{30 + i % 30}:00Z",
            }
            for i in range(COUNT)
        ]
        cls.server.client.post("/api/v1/outages/bulk-import", rows[:50])
        cls.early = folder / "early"
        cls.early.write_text(cls.server.checkpoint(203))
        cls.server.client.post("/api/v1/outages/bulk-import", rows[50:])
        cls.server.checkpoint(SIZE)
        cls.policy = folder / "policy"
        cls.policy.write_text("log " + cls.server.client.get("/log/vkey").body.decode())
        cls.check_server()
        assert cls.server.stop() == 0
        cls.export = folder / "export"
        run(NOCIQ, "log", "export", "--payloads", "--tlog", cls.export, "--data", cls.server.data)

    @classmethod
    def check_server(cls):
        """Here, while the server runs; what follows is about its export."""
        url = cls.server.url
        done = run(NOCIQ_VERIFY, url, "--policy", cls.policy)
        assert done.stdout.startswith(f"OK\nlog: example.org/ledger, {SIZE} events\n"), done
        assert f"payloads: {SIZE} checked, 0 redacted\n" in done.stdout, done
        run(NOCIQ_VERIFY, url, "--since", cls.early)
        done = run(NOCIQ_VERIFY, url, code=CANNOT_TELL)
        assert done.stdout.startswith("CANNOT TELL: self-consistent only\n"), done
        told = run(NOCIQ_VERIFY, url, "--policy", cls.policy, "--replay-balances", "--json").stdout
        told = json.loads(told)
        assert (told["verdict"], told["size"], len(told["balances"])) == ("ok", SIZE, 3), told
        kept = cls.path / "kept"
        run(NOCIQ_VERIFY, url, "--since", kept, "--update", code=CANNOT_TELL)
        run(NOCIQ_VERIFY, url, "--since", kept, "--update")
        assert kept.read_bytes() == cls.server.client.get("/log/checkpoint").body

    def copy(self):
        folder = self.path / self.id()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.export, folder)
        return folder

    def verdict(self, folder, code, *arguments):
        done = run(NOCIQ_VERIFY, folder, *arguments, "--json", code=code)
        return json.loads(done.stdout)

    def test_an_export_verifies_against_a_policy_or_an_older_checkpoint(self):
        for arguments in (("--policy", self.policy), ("--since", self.early)):
            told = self.verdict(self.export, OK, *arguments)
            shown = [told[name] for name in ("verdict", "size", "payloads_checked")]
            self.assertEqual(shown, ["ok", SIZE, SIZE])
        told = self.verdict(self.export, CANNOT_TELL)
        self.assertEqual(told["verdict"], "self_consistent")
        told = self.verdict(self.export, OK, "--policy", self.policy, "--replay-balances")
        balances = {line["account"]: line["balance"] for line in told["balances"]}
        self.assertEqual(sum(balances.values()), 0)

    def test_a_stranger_who_has_only_the_description_finds_it_good(self):
        script = SOURCE / "tests" / "log" / "record_format_test.py"
        environment = {**os.environ, "NOCIQ_EXPORT": str(self.export)}
        done = run(sys.executable, script, env=environment)
        self.assertIn(f"{self.export}: {SIZE} events, 1 assets, all consistent", done.stdout)

    def test_another_key_is_not_trusted(self):
        other = self.path / "other"
        with Folder() as folder, Server(folder, "--origin", "example.org/ledger") as server:
            other.write_text("log " + server.client.get("/log/vkey").body.decode())
            note = self.path / "foreign"
            note.write_text(server.checkpoint(3))
        told = self.verdict(self.export, TAMPERED, "--policy", other)
        self.assertEqual((told["verdict"], told["file"]), ("tampered", "vkey"))
        self.verdict(self.export, TAMPERED, "--since", note)

    def test_a_changed_byte_is_named_by_its_position_or_its_file(self):
        # File and offset; the position and the file that must be named.
        cases = (
            ("tile/entries/000", 500, 2, "tile/entries/000"),
            ("tile/entries/001", 100, 256, "tile/entries/001"),
            ("tile/entries/002.p/91", -1, 602, "tile/entries/002.p/91"),
            ("payload/000", 60, 0, "payload/000"),
            ("payload/001", 60, 256, "payload/001"),
            ("payload/002.p/91", -2, 602, "payload/002.p/91"),
            ("tile/0/000", 32 * 7, None, "tile/0/000"),
            ("tile/0/002.p/91", 32 * 90, None, "tile/0/002.p/91"),
            ("tile/1/000.p/2", 0, None, "tile/1/000.p/2"),
            ("checkpoint", 25, None, "checkpoint"),
            ("checkpoint", -5, None, "checkpoint"),
        )
        for path, offset, position, file in cases:
            with self.subTest(path=path, offset=offset):
                folder = self.copy()
                flip(folder / path, offset)
                told = self.verdict(folder, TAMPERED, "--policy", self.policy)
                self.assertEqual(told["verdict"], "tampered")
                self.assertEqual((told["position"], told["file"]), (position, file), told)
                # Nor does the older checkpoint hide it.
                self.verdict(folder, TAMPERED, "--since", self.early)

    def test_what_is_missing_or_cut_short_is_no_success(self):
        for path in ("tile/entries/001", "tile/0/000", "checkpoint", "payload/001"):
            folder = self.copy()
            (folder / path).unlink()
            told = subprocess.run(
                [NOCIQ_VERIFY, folder, "--policy", self.policy], capture_output=True, check=False
            )
            self.assertIn(told.returncode, (TAMPERED, CANNOT_TELL), path)
            folder = self.copy()
            data = (folder / path).read_bytes()
            (folder / path).write_bytes(data[: len(data) // 2])
            told = self.verdict(folder, TAMPERED, "--policy", self.policy)
            self.assertEqual(told["file"], path)

    def test_a_history_rewritten_with_the_same_key_is_found_by_who_kept_a_checkpoint(self):
        with Folder() as folder:
            with Server(folder, "--origin", "example.org/ledger") as server:
                server.checkpoint(3)
                self.assertEqual(server.stop(), 0)
            old = folder / "old"
            shutil.copytree(server.data, old)
            with server:
                row = {"site_name": "A", "severity": "low", "description": "dark"}
                self.assertEqual(server.client.post("/api/v1/outages", row).status, 201)
                kept = folder / "kept"
                kept.write_text(server.checkpoint(5))
            # The folder of before is put back, and another history written with the same key.
            shutil.rmtree(server.data)
            shutil.copytree(old, server.data)
            with server:
                for i in range(3):
                    server.client.post("/api/v1/outages", {**row, "id": f"forged-{i}"})
                server.checkpoint(9)
                policy = folder / "policy"
                policy.write_text("log " + server.client.get("/log/vkey").body.decode())
                told = self.verdict(server.url, TAMPERED, "--since", kept)
                self.assertEqual(told["verdict"], "tampered")
                self.assertTrue(told["evidence"], told)
                # By itself it looks well; that is why checkpoints are kept.
                self.verdict(server.url, OK, "--policy", policy)

    def test_a_changed_database_is_found_at_rest(self):
        data = self.path / "damaged"
        shutil.copytree(self.server.data, data)
        run(NOCIQ, "verify", "--data", data)
        files = [*(data / "log").glob("*.sst"), *(data / "log").glob("*.log")]
        target = max(files, key=lambda file: file.stat().st_size)
        flip(target, target.stat().st_size // 2)
        done = run(NOCIQ, "verify", "--data", data, code=INTEGRITY)
        self.assertIn(target.name, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
