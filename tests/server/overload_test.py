"""More than the server can do: it sheds with 503 and Retry-After, loses nothing that it accepted,
stays within its memory, and serves as before once the load is gone."""

import json
import socket
import time
import unittest

from nociq_server import Client, Folder
from watched_server import (
    LONG,
    MIB,
    SANITIZED,
    Load,
    WatchedServer,
    allow_many_descriptors,
    outage,
)

SECONDS = 60 if LONG else 3 if SANITIZED else 10
CONNECTIONS, PIPELINE = 1_000, 64
QUEUES = 64 * MIB  # Commands and requests together, by default.
PER_CONNECTION = 36 * 1024  # Its buffers.
# Memtables, caches and cached state; they grow with what was written, up to their own bounds.
STORES = 640 * MIB
PAGE = 10_000


class Overload(unittest.TestCase):
    def serve(self, *options):
        allow_many_descriptors()
        folder = Folder()
        self.addCleanup(folder.cleanup)
        server = WatchedServer(folder.__enter__(), *options).start()
        self.addCleanup(server.kill)
        return server

    def connect(self, server):
        connection = socket.create_connection(("127.0.0.1", server.port))
        self.addCleanup(connection.close)
        return connection

    def check_memory(self, server, base, connections):
        peak = server.memory("VmHWM")
        if not SANITIZED:
            self.assertLess(peak, base + QUEUES + connections * PER_CONNECTION + STORES)
        return peak

    def check_shed(self, reply):
        self.assertEqual(reply.status, 503, reply)
        self.assertGreaterEqual(int(reply.headers["Retry-After"]), 1)

    def descriptions(self, server):
        """Of every outage that is in the log, in its order."""
        found, begin, size = [], 0, 1
        while begin < size:
            target = f"/api/v1/events?limit={PAGE}&from={begin}"
            page = server.client.get(target, accept="application/x-ndjson")
            self.assertEqual(page.status, 200, page)
            events = [json.loads(line) for line in page.body.splitlines()]
            found += [e["payload"]["description"] for e in events if e["type"] == "outage.created"]
            begin, size = begin + len(events), int(page.headers["X-Log-Size"])
        return found

    def test_ten_times_the_load(self):
        server = self.serve()
        base = server.memory()
        flood = Load("flood", server.port, CONNECTIONS, PIPELINE, SECONDS)
        health = Client(server.port)
        self.addCleanup(health.close)
        deepest = 0
        while flood.runs_on():
            # Small questions are answered in the middle of it.
            self.assertEqual(health.get("/health/live").status, 200)
            figures = server.figures(health)
            for queue in ("commands", "requests"):
                length = figures[f'nociq_queue_bytes{{queue="{queue}"}}']
                bound = figures[f'nociq_queue_bound_bytes{{queue="{queue}"}}']
                deepest = max(deepest, length / bound)
                # What is being received is counted before it is refused.
                self.assertLess(length, bound + CONNECTIONS * 16 * 1024)
            self.assertLessEqual(
                figures['nociq_queue_length{queue="commands"}'],
                figures['nociq_queue_bound{queue="commands"}'],
            )
        result = flood.result()
        created = result.pop("created")
        peak = self.check_memory(server, base, CONNECTIONS)
        self.assertEqual(set(result["statuses"]), {"201", "503"}, result)
        self.assertEqual(result["without_retry_after"], 0)
        self.assertEqual(result["cut_short"], 0)
        self.assertGreater(len(created), 500)
        self.assertGreater(result["statuses"]["503"], 0, "no overload")
        self.check_afterwards(server, created)
        print(
            f"{result}, peak {(peak - base) // MIB} MiB over {base // MIB}, "
            f"queues {deepest:.0%} full"
        )

    def check_afterwards(self, server, created):
        server.wait_for_views()
        server.wait_for(
            lambda f: f['nociq_queue_length{queue="connections"}'] <= 2, "free of connections"
        )
        for i in range(200):
            self.assertEqual(server.client.post("/api/v1/outages", outage(f"after {i}")).status, 201)
            self.assertEqual(server.client.get("/api/v1/outages?limit=5").status, 200)
        figures = server.figures()
        self.assertEqual(figures['nociq_queue_length{queue="commands"}'], 0)
        self.assertLess(figures['nociq_queue_bytes{queue="requests"}'], 4096)
        found = self.descriptions(server)
        self.assertEqual(len(found), len(set(found)), "something was done twice")
        self.assertEqual(set(created) - set(found), set(), "something acknowledged is gone")
        shed = sum(v for name, v in figures.items() if name.startswith("nociq_http_shed_total"))
        self.assertGreater(shed, 0)

    def test_connections_beyond_the_bound_are_told_so(self):
        server = self.serve("--max-connections", 50)
        held = [self.connect(server) for _ in range(50)]
        for one in held:
            one.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertTrue(one.recv(4096).startswith(b"HTTP/1.1 200 "))
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", server.port)) as refused:
                text = b""
                while piece := refused.recv(4096):
                    text += piece
            self.assertTrue(text.startswith(b"HTTP/1.1 503 "), text)
            self.assertIn(b"\r\nRetry-After: 1\r\n", text)
            self.assertIn(b"server.connections", text)
        held.pop().close()
        deadline = time.monotonic() + 30
        while True:  # The server notices in its own time.
            client = Client(server.port)
            self.addCleanup(client.close)
            if (reply := client.get("/health/live")).status == 200:
                break
            self.check_shed(reply)
            self.assertLess(time.monotonic(), deadline)
        figures = server.figures(client)
        self.assertEqual(figures['nociq_queue_length{queue="connections"}'], 50)
        self.assertEqual(figures['nociq_queue_bound{queue="connections"}'], 50)
        self.assertGreaterEqual(figures['nociq_http_connections_total{outcome="refused"}'], 20)
        for one in held:
            one.close()

    def test_clients_that_never_read_take_bounded_memory(self):
        server = self.serve()
        for first in range(0, 10_000, 5_000):
            self.assertEqual(server.import_rows(first, 5_000).status, 200)
        server.wait_for_views()
        base = server.memory()
        pages = b"GET /api/v1/events?limit=1000&record=true HTTP/1.1\r\nHost: localhost\r\n\r\n" * 8
        held, bound = (f'nociq_queue_{name}{{queue="requests"}}' for name in ("bytes", "bound_bytes"))
        sockets = []
        while (figures := server.figures())[held] <= figures[bound]:
            self.assertLess(len(sockets), 400, figures)
            sockets.append(self.connect(server))
            sockets[-1].sendall(pages)
            # One after another, so that each has its time to read the log.
            server.wait_for(
                lambda f: f['nociq_queue_length{queue="waiting_queries"}'] == 0, "read"
            )
        self.check_shed(server.client.get("/api/v1/outages?limit=1"))
        self.assertEqual(server.client.get("/health/live").status, 200)
        self.assertGreater(server.figures()['nociq_http_shed_total{reason="request.memory"}'], 0)
        self.check_memory(server, base, len(sockets))
        if not LONG:  # Else they run out of the time to read.
            for one in sockets:
                one.close()
        server.wait_for(lambda f: f[held] < 4096, "free of them")
        self.assertEqual(server.client.get("/api/v1/outages?limit=1").status, 200)

    def test_clients_that_write_slowly_or_not_at_all_take_bounded_memory(self):
        server = self.serve()
        base = server.memory()
        head = (
            b"POST /api/v1/outages HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
        )
        silent = [self.connect(server) for _ in range(300)]
        slow = []
        for _ in range(100):
            slow.append(self.connect(server))
            slow[-1].sendall(head + b" " * 600_000)
        bytes_held = 'nociq_queue_bytes{queue="requests"}'
        refusals = 'nociq_http_shed_total{reason="request.memory"}'
        # Bodies grow side by side; when the bound is met, those refused free what they held.
        server.wait_for(lambda f: f[refusals] > 0, "full of bodies")
        self.check_memory(server, base, len(silent) + len(slow))
        self.assertLess(server.figures()[bytes_held], 40 * MIB)
        refused = sum(self.is_refused(one) for one in slow)
        self.assertGreater(refused, 0)
        if LONG:  # A byte a second buys nobody more time.
            end = time.monotonic() + 75
            while time.monotonic() < end:
                for one in slow:
                    try:
                        one.send(b" ")
                    except OSError:
                        pass
                time.sleep(1)
        else:
            for one in silent + slow:
                one.close()
        server.wait_for(lambda f: f[bytes_held] < 4096, "free of bodies")
        server.wait_for(
            lambda f: f['nociq_queue_length{queue="connections"}'] == 1, "free of connections"
        )
        self.assertEqual(server.client.post("/api/v1/outages", outage("after")).status, 201)

    def is_refused(self, one):
        """Told so with 503, or the connection has ended already; does not wait."""
        one.setblocking(False)
        try:
            text = one.recv(4096)
        except BlockingIOError:
            return False
        except ConnectionError:
            return True
        self.assertTrue(text == b"" or text.startswith(b"HTTP/1.1 503 "), text)
        return True


if __name__ == "__main__":
    unittest.main()
