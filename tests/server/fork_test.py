"""What only somebody notices who kept a checkpoint, or the key: forks, roll-backs, other keys, and
histories rewritten and signed anew. Servers, folders and keys are real."""

import json
import shutil
import subprocess
import unittest

import forger
from nociq_server import NOCIQ, NOCIQ_VERIFY, Folder, Server, run

OK, TAMPERED, INTEGRITY = 0, 1, 3
ORIGIN = "example.org/forked"
OUTAGES = 70  # 283 events and more: a full tile and a partial one.


def outage(name):
    return {"site_name": name, "severity": "low", "description": "Dark."}


def write(server, *names):
    for name in names:
        reply = server.client.post("/api/v1/outages", outage(name))
        assert reply.status == 201, reply
    return reply.position() + 1


class ForkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = Folder()
        cls.addClassCleanup(folder.cleanup)
        cls.root = folder.__enter__()
        server = Server(cls.root / "past", "--origin", ORIGIN)
        server.folder.mkdir()
        cls.addClassCleanup(server.kill)
        server.start()
        rows = [
            {
                **outage(f"Site {number}"),
                "detected_at": "2026-01-16T09:30:00Z",
                "resolved_at": "2026-01-16T09:55:00Z",
            }
            for number in range(OUTAGES)
        ]
        reply = server.client.post("/api/v1/outages/bulk-import", rows)
        assert reply.status in (200, 201), reply
        cls.policy = cls.root / "policy"
        cls.policy.write_text("log " + server.client.get("/log/vkey").body.decode())
        cls.size = 4 * OUTAGES + 3
        cls.common = server.checkpoint(cls.size)
        assert server.stop() == 0
        cls.past = server.data

    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = folder.__enter__()

    def server(self, name, data=None):
        """One that goes on from a copy of `data`."""
        server = Server(self.folder / name, "--origin", ORIGIN)
        server.folder.mkdir()
        shutil.copytree(data or self.past, server.data)
        self.addCleanup(server.kill)
        return server

    def kept(self, note):
        path = self.folder / "kept"
        path.write_text(note)
        return path

    def verdict(self, source, code, *arguments):
        finished = run(NOCIQ_VERIFY, source, *arguments, "--json", code=code)
        return json.loads(finished.stdout)

    def check_evidence(self, report, kept, seen):
        """Both checkpoints are shown, and both are signed by the log's key: that is the proof."""
        self.assertEqual(report["verdict"], "tampered")
        self.assertEqual(report["evidence"], [kept, seen])
        vkey = self.policy.read_text().removeprefix("log ").rstrip("\n")
        sizes_and_roots = [forger.reader.open_checkpoint(note, vkey) for note in (kept, seen)]
        self.assertNotEqual(*sizes_and_roots)

    def refused(self, data, *options):
        command = [NOCIQ, "serve", "--data", data, "--port", "0", *options]
        finished = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, timeout=60, check=False
        )
        self.assertEqual(finished.returncode, INTEGRITY, finished)
        return finished.stderr

    def test_two_servers_that_went_on_from_one_folder_have_forked(self):
        one, other = self.server("one").start(), self.server("other").start()
        seen_of_one = one.checkpoint(write(one, "Abuja"))
        seen_of_other = other.checkpoint(write(other, "Lagos", "Kano"))
        for server, seen, kept in (
            (one, seen_of_one, seen_of_other),
            (other, seen_of_other, seen_of_one),
        ):
            report = self.verdict(server.url, TAMPERED, "--since", self.kept(kept))
            self.check_evidence(report, kept, seen)
            # Each is good by itself, and goes on from what both had.
            self.verdict(server.url, OK, "--policy", self.policy)
            self.verdict(server.url, OK, "--since", self.kept(self.common))

    def test_forks_of_one_length_differ_by_their_roots(self):
        one, other = self.server("one").start(), self.server("other").start()
        notes = [server.checkpoint(write(server, "Abuja")) for server in (one, other)]
        self.assertEqual(notes[0].splitlines()[1], notes[1].splitlines()[1])
        report = self.verdict(one.url, TAMPERED, "--since", self.kept(notes[1]))
        self.check_evidence(report, notes[1], notes[0])
        self.assertIn("forked or rewritten history", report["reason"])

    def test_an_older_folder_put_back_is_a_roll_back(self):
        now = self.server("now").start()
        kept = now.checkpoint(write(now, "Abuja"))
        self.assertEqual(now.stop(), 0)
        rolled_back = self.server("rolled_back").start()
        seen = rolled_back.checkpoint(self.size)
        report = self.verdict(rolled_back.url, TAMPERED, "--since", self.kept(kept))
        self.check_evidence(report, kept, seen)
        self.assertIn("rolled back", report["reason"])

    def test_an_older_database_under_the_newer_head_is_refused(self):
        now = self.server("now").start()
        newer = write(now, "Abuja")
        self.assertEqual(now.stop(), 0)
        shutil.rmtree(now.data / "log")
        shutil.copytree(self.past / "log", now.data / "log")
        said = self.refused(now.data)
        self.assertIn(f"HEAD vouches for {newer} events, the log has {self.size}", said)
        found = run(NOCIQ, "verify", "--data", now.data, code=INTEGRITY)
        self.assertIn("HEAD", found.stdout + found.stderr)

    def test_another_database_of_the_same_length_under_head_is_refused(self):
        one, other = self.server("one").start(), self.server("other").start()
        self.assertEqual(write(one, "Abuja"), write(other, "Abuja"))
        self.assertEqual((one.stop(), other.stop()), (0, 0))
        shutil.rmtree(one.data / "log")
        shutil.copytree(other.data / "log", one.data / "log")
        self.assertIn("not the one in HEAD", self.refused(one.data))
        run(NOCIQ, "verify", "--data", one.data, code=INTEGRITY)

    def test_a_tail_cut_off_the_write_ahead_log_is_refused(self):
        now = self.server("now").start()
        write(now, "Abuja", "Lagos", "Kano")
        self.assertEqual(now.stop(), 0)
        logs = [path for path in (now.data / "log").glob("*.log") if path.stat().st_size > 0]
        self.assertEqual(len(logs), 1)
        whole = logs[0].read_bytes()
        for share in (0.9, 0.5, 0.1, 0):
            logs[0].write_bytes(whole[: int(len(whole) * share)])
            self.assertIn("HEAD vouches for", self.refused(now.data))
            run(NOCIQ, "verify", "--data", now.data, code=INTEGRITY)
        logs[0].write_bytes(whole)
        run(NOCIQ, "verify", "--data", now.data)

    def test_another_key_signs_nothing_here(self):
        stranger = self.folder / "stranger.key"
        stranger.write_bytes(bytes(range(32)))
        stranger.chmod(0o600)
        server = self.server("one")
        self.assertIn(str(stranger), self.refused(server.data, "--signing-key", stranger))
        found = run(
            NOCIQ, "verify", "--data", server.data, "--signing-key", stranger, code=INTEGRITY
        )
        self.assertIn(str(stranger), found.stdout)
        (server.data / "keys" / "log.key").write_bytes(stranger.read_bytes())
        self.assertIn("keys/log.key", self.refused(server.data))
        found = run(NOCIQ, "verify", "--data", server.data, code=INTEGRITY)
        self.assertIn("keys/log.key", found.stdout)

    def test_a_strangers_log_of_the_same_name_is_not_the_one_that_was_pinned(self):
        stranger = Server(self.folder / "stranger", "--origin", ORIGIN)
        stranger.folder.mkdir()
        self.addCleanup(stranger.kill)
        stranger.start()
        stranger.checkpoint(write(stranger, "Abuja"))
        report = self.verdict(stranger.url, TAMPERED, "--policy", self.policy)
        self.assertEqual((report["verdict"], report["file"]), ("tampered", "vkey"))
        report = self.verdict(stranger.url, TAMPERED, "--since", self.kept(self.common))
        self.assertIn("another key", report["reason"])

    def forged(self, change):
        """An export whose leaves were changed by who holds the key."""
        export = self.folder / "export"
        server = self.server("exported")
        run(NOCIQ, "log", "export", "--data", server.data, "--tlog", export)
        seed = (server.data / "keys" / "log.key").read_bytes()
        forged = self.folder / "forged"
        leaves = change(forger.leaves_of(export))
        forger.forge(export, forged, leaves, seed)
        return forged

    def check_only_the_kept_checkpoint_tells(self, forged):
        self.verdict(forged, OK, "--policy", self.policy)
        report = self.verdict(forged, TAMPERED, "--since", self.kept(self.common))
        self.check_evidence(report, self.common, (forged / "checkpoint").read_text())
        return report

    def test_a_history_signed_anew_without_a_change_is_the_same_history(self):
        forged = self.forged(lambda leaves: leaves)
        self.assertEqual((forged / "checkpoint").read_text(), self.common)
        self.verdict(forged, OK, "--since", self.kept(self.common), "--policy", self.policy)

    def test_two_events_that_changed_places_are_found_by_their_positions(self):
        def swapped(leaves):
            leaves[100], leaves[200] = leaves[200], leaves[100]
            return leaves

        forged = self.forged(swapped)
        for trusted in (("--policy", self.policy), ("--since", self.kept(self.common))):
            report = self.verdict(forged, TAMPERED, *trusted)
            self.assertEqual(report["position"], 100)

    def test_two_events_that_changed_places_and_positions_are_found_by_a_kept_checkpoint(self):
        def swapped(leaves):
            place = forger.neighbours_of_different_streams(leaves)
            leaves[place], leaves[place + 1] = leaves[place + 1], leaves[place]
            return forger.renumbered(leaves)

        report = self.check_only_the_kept_checkpoint_tells(self.forged(swapped))
        self.assertIn("forked or rewritten history", report["reason"])

    def test_a_tail_deleted_and_signed_away_is_found_by_a_kept_checkpoint(self):
        report = self.check_only_the_kept_checkpoint_tells(self.forged(lambda leaves: leaves[:-9]))
        self.assertIn("rolled back", report["reason"])

    def test_a_recorded_value_rewritten_and_signed_anew_is_found_by_a_kept_checkpoint(self):
        def rewritten(leaves):
            changed = bytearray(leaves[250])
            changed[-1] ^= 1  # The commitment of its payload.
            leaves[250] = bytes(changed)
            return leaves

        self.check_only_the_kept_checkpoint_tells(self.forged(rewritten))


if __name__ == "__main__":
    unittest.main()
