"""No descriptors left under the real server: it sheds connections, and neither dies nor spins."""

import contextlib
import os
import pathlib
import resource
import select
import socket
import time
import unittest

from campaign import length
from nociq_server import POLL_SECONDS, Client, Folder, Server
from witness import Witness

SPARE = 8  # Descriptors that it still gets.
CROWD = 200  # Connections, and descriptors in all.
WATCHED_SECONDS = 2
MOST_CPU = 0.5  # Of one processor, for two threads that can accept nothing.
SECONDS = 60
FAILED, TRY_AGAIN = 1, 75
FEWEST, MOST = 4, 64
STEP = 60 // length(10, 60)
OUTAGE = {"site_name": "Alpha", "severity": "low", "description": "dark"}


class Descriptors(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = folder.__enter__()
        self.server = Server(self.folder)
        self.addCleanup(lambda: self.server.kill())

    def open_descriptors(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))

    def limit(self, count):
        _, hard = resource.prlimit(self.server.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(self.server.process.pid, resource.RLIMIT_NOFILE, (count, hard))

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.server.process.pid}/stat").read_text()
        user, system = fields.rpartition(") ")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def crowd(self, stack):
        connections = []
        for _ in range(CROWD):
            connection = stack.enter_context(socket.socket())
            connection.settimeout(SECONDS)
            connection.connect(("127.0.0.1", self.server.port))
            connections.append(connection)
        return connections

    def wait_until_full(self, limit):
        deadline = time.monotonic() + SECONDS
        while self.open_descriptors() < limit:
            self.assertLess(time.monotonic(), deadline, self.open_descriptors())
            time.sleep(POLL_SECONDS)

    def test_a_crowd_leaves_descriptors_to_the_files(self):
        """Half of few descriptors; whoever comes too many is told so, and the files get theirs."""
        self.server.under = ("prlimit", f"--nofile={CROWD}:{CROWD}")
        self.server.start()
        known = self.server.client
        self.assertEqual(known.get("/health/ready").status, 200)
        with contextlib.ExitStack() as stack:
            self.check_refusals(self.crowd(stack), CROWD - (CROWD // 2 - 1))
            self.write_and_read(known)
            # Builds open files, flush them and compact them.
            reply = known.post("/api/v1/projections/outage_list/rebuild", "{}")
            self.assertEqual(reply.status, 202, reply)
            self.write_and_read(known)
        self.check_new_clients()
        self.assertEqual(self.server.stop(), 0)

    def check_refusals(self, crowd, count):
        """So many of them are told why, which ones nobody says, before they are closed."""
        deadline = time.monotonic() + SECONDS
        told = {}
        while len(told) < count:
            self.assertLess(time.monotonic(), deadline, f"{len(told)} were refused")
            waiting = [connection for connection in crowd if connection not in told]
            for connection in select.select(waiting, [], [], 1)[0]:
                told[connection] = connection.recv(4096)
        for reply in told.values():
            self.assertTrue(reply.startswith(b"HTTP/1.1 503 "), reply)
            self.assertIn(b"\r\nRetry-After: 1\r\n", reply)

    def write_and_read(self, client):
        for _ in range(30):
            created = client.post("/api/v1/outages", OUTAGE)
            self.assertEqual(created.status, 201, created)
            self.assertEqual(client.get(created.headers["Location"]).status, 200)

    def check_new_clients(self):
        """Once the server has seen the crowd leave: until then a newcomer may be refused."""
        deadline = time.monotonic() + SECONDS
        while self.open_descriptors() > CROWD // 2:
            self.assertLess(time.monotonic(), deadline, self.open_descriptors())
            time.sleep(POLL_SECONDS)
        for _ in range(5):
            client = Client(self.server.port)
            self.assertEqual(client.get("/health/live").status, 200)
            client.close()

    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "the sanitizer itself needs descriptors")
    def test_none_left_to_accept_with(self):
        """Somebody lowers the limit under it; it waits, without spinning, until some come free."""
        self.server.start()
        known = self.server.client
        self.assertEqual(known.post("/api/v1/outages", OUTAGE).status, 201)
        limit = self.open_descriptors() + SPARE
        self.limit(limit)
        with contextlib.ExitStack() as stack:
            self.crowd(stack)
            self.wait_until_full(limit)
            before = self.cpu_seconds()
            time.sleep(WATCHED_SECONDS)  # What it does of itself, without being asked.
            self.assertLess(self.cpu_seconds() - before, MOST_CPU * WATCHED_SECONDS)
            self.assertEqual(known.get("/health").status, 200)
        self.check_new_clients()
        self.server.kill()  # If RocksDB lacked one as well, an orderly end would be refused.
        with self.server:
            self.assertEqual(self.server.client.get("/api/v1/outages").json()["total"], 1)

    def test_starts_with_too_few(self):
        """Refused as a failure of the machine, never taken for damage; and nothing is lost."""
        witness = Witness(self.folder, 4)
        self.addCleanup(witness.close)
        self.server.start()
        refused = 0
        for count in range(FEWEST, MOST, STEP):
            with self.subTest(count=count):
                witness.check(self.server)
                witness.write_until(self.server, 10)
                self.server.kill()
                witness.join()
                refused += self.start_with(count)
                self.server.under = ()
                self.server.start()
        witness.check(self.server)
        self.assertGreater(refused, 0)
        print(f"{refused} starts refused; {len(witness.entries)} commands kept")

    def start_with(self, count):
        self.server.under = ("prlimit", f"--nofile={count}:{count}")
        try:
            self.server.start()
        except RuntimeError:
            code = self.server.process.returncode
            self.assertIn(code, (FAILED, TRY_AGAIN, 127), self.server.said()[-2000:])
            return True
        self.server.kill()
        return False


if __name__ == "__main__":
    unittest.main()
