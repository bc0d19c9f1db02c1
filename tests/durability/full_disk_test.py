"""A disk that fills up under the real server, on a small file system in memory."""

import contextlib
import json
import os
import subprocess
import sys
import time
import unittest

from campaign import length
from nociq_server import POLL_SECONDS, Folder, Server
from witness import Witness

MIB = 1 << 20
DISK_MIB, RESERVE_MIB = 48, 16
ROUNDS = length(8, 40)
LEAST_ROOM, ROOM_STEP = 96 << 10, 64 << 10  # For a server without a reserve.
WRITERS = 8
MORE_THAN_FITS = 100_000
TRY_AGAIN = 75
SECONDS = 60
LARGE = {"site_name": "Alpha", "severity": "low", "description": "dark " * 1000}


def mount(folder):
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def may_mount():
    with Folder() as folder:
        mounted = mount(folder)
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        return mounted


def free_bytes(folder):
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


class FullDisk(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = folder.__enter__()
        self.data = self.folder / "data"
        self.data.mkdir()
        self.assertTrue(mount(self.data))
        self.addCleanup(lambda: subprocess.run(["umount", "-l", str(self.data)], check=True))
        self.ballast = self.data / "ballast"
        self.addCleanup(lambda: self.server.kill())

    def leave(self, room):
        """Something else takes all of the disk but for `room` bytes."""
        with self.ballast.open("ab") as file:
            file.write(bytes(max(0, free_bytes(self.data) - room)))

    def wait_until_ready(self, ready):
        deadline = time.monotonic() + SECONDS
        while True:
            reply = self.server.client.get("/health/ready")
            if (reply.status == 200) == ready:
                self.assertEqual(reply.json()["storage"], ready)
                return
            self.assertLess(time.monotonic(), deadline, reply)
            time.sleep(POLL_SECONDS)

    def test_below_the_reserve_it_only_reads_and_goes_on_by_itself(self):
        self.server = Server(self.folder, "--disk-reserve-mib", RESERVE_MIB).start()
        self.leave((RESERVE_MIB + 2) * MIB)
        client = self.server.client
        reply = client.post("/api/v1/outages", LARGE)
        while reply.status == 201:
            last = reply.position()
            reply = client.post("/api/v1/outages", LARGE)
        self.check_refusal(reply)
        self.wait_until_ready(False)
        for _ in range(20):
            self.check_refusal(client.post("/api/v1/outages", LARGE))
        self.check_refusal(client.put("/api/v1/outages/OUT001", {"status": "resolved"}))
        # Looked at once a second, so a part of the reserve is used up before it is noticed.
        self.assertGreater(free_bytes(self.data), MIB)
        self.check_reads(last)
        process = self.server.process
        self.ballast.unlink()
        self.wait_until_ready(True)
        reply = client.post("/api/v1/outages", LARGE)
        self.assertEqual((reply.status, reply.position()), (201, last + 2), reply)
        self.assertIs(self.server.process, process)
        self.assertIsNone(process.poll())
        self.assertEqual(self.server.stop(), 0)

    def check_refusal(self, reply):
        self.assertEqual(reply.status, 507, reply)
        self.assertEqual(reply.json()["error"]["code"], "INSUFFICIENT_STORAGE")
        self.assertGreater(int(reply.headers["Retry-After"]), 0)

    def check_reads(self, last):
        """Nothing was decided, and everything can be read and proved."""
        client = self.server.client
        self.assertEqual(client.get("/").json()["position"], last)
        note = self.server.checkpoint(last + 1)
        self.assertEqual(int(note.splitlines()[1]), last + 1)
        for target in (
            "/api/v1/outages?limit=200",
            "/api/v1/outages/OUT001",
            f"/api/v1/events/{last}/proof",
            f"/log/consistency?old=3&new={last + 1}",
            "/api/v1/ledger/trial-balance",
        ):
            reply = client.get(target)
            self.assertEqual(reply.status, 200, (target, reply))

    def test_without_a_reserve_it_ends_and_loses_nothing(self):
        witness = Witness(self.folder, WRITERS)
        self.addCleanup(witness.close)
        self.server = Server(self.folder, "--disk-reserve-mib", 0)
        full_starts = 0
        for number in range(ROUNDS):
            with self.subTest(round=number):
                self.server.start()
                witness.check(self.server)
                self.leave(LEAST_ROOM + number * ROOM_STEP)
                witness.write_until(self.server, MORE_THAN_FITS)
                self.assertEqual(self.server.process.wait(SECONDS), TRY_AGAIN, self.server.said())
                self.server.kill()
                witness.join()
                full_starts += self.start_on_full_disk()
                self.ballast.unlink()
        self.server.start()
        witness.check(self.server)
        self.assertEqual(self.server.stop(), 0)
        print(
            f"{ROUNDS} times full, {full_starts} starts refused; "
            f"{len(witness.entries)} commands acknowledged; {json.dumps(witness.counts)}"
        )

    def start_on_full_disk(self):
        """Refused, for now, or done; never taken for damage. Whether it was refused."""
        self.leave(0)
        with contextlib.suppress(RuntimeError):
            self.server.start()
            self.server.kill()
            return False
        self.assertEqual(self.server.process.returncode, TRY_AGAIN, self.server.said())
        return True


if __name__ == "__main__":
    if not may_mount():
        print("skipped: file systems may not be mounted here")
        sys.exit(77)
    unittest.main()
