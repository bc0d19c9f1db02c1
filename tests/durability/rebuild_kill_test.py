"""SIGKILL while views are rebuilt again and again under writes: in the rebuild, in the switch, in
the clearing up. What comes back goes on, and equals what a build from nothing gives."""

import collections
import http.client
import random
import shutil
import threading
import time
import unittest

import campaign
from nociq_server import Client, Folder
from watched_server import WatchedServer, outage

KILLS = campaign.length(20, 200)
ROWS = 3_000
FROM_NOTHING_EVERY = 5  # Kills.
MOST_SECONDS = 0.6  # From the start of the rebuilds to the kill.


class Loader(threading.Thread):
    """Repeats `step` until the server goes away."""

    def __init__(self, port, step):
        super().__init__(daemon=True)
        self.client = Client(port)
        self.step = step
        self.done = collections.Counter()
        self.failure = None

    def run(self):
        try:
            while self.failure is None:
                reply, expected = self.step(self.client)
                self.done[reply.status] += 1
                if reply.status not in expected:
                    self.failure = reply
        except (OSError, http.client.HTTPException):
            pass
        self.client.close()


class RebuildKill(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.server = WatchedServer(folder.__enter__()).start()
        self.addCleanup(self.server.kill)
        self.assertEqual(self.server.import_rows(0, ROWS).status, 200)
        self.server.wait_for_views()
        self.names = [view["name"] for view in self.server.views()]
        self.resumed = 0
        self.done = collections.Counter()

    def test_what_comes_back_after_a_kill_is_what_the_log_gives(self):
        for kill in range(KILLS):
            with self.subTest(kill=kill):
                self.live_and_be_killed(random.Random(kill))
                self.server.start()
                self.resumed += any(view["rebuild"] for view in self.server.views())
                self.server.wait_for_views()
                self.assertNotIn("differ", self.server.said())
                for view in self.server.views():
                    self.assertIsNone(view["error"], view)
                if kill % FROM_NOTHING_EVERY == FROM_NOTHING_EVERY - 1:
                    self.check_from_nothing()
        # Those of which nothing was on disk yet are begun anew.
        cut_short = self.server.said().count("its making or dropping was cut short")
        self.assertGreaterEqual(self.resumed + cut_short, KILLS // 8, "no kill hit a rebuild")
        self.assertGreater(self.done[202], 2 * KILLS)
        print(
            f"{KILLS} kills, {self.resumed} with rebuilds resumed, {cut_short} begun anew, "
            f"replies {dict(self.done)}"
        )

    def live_and_be_killed(self, prng):
        def rebuild(client):
            name = prng.choice(self.names)
            verb = "cancel" if prng.random() < 0.1 else "rebuild"
            return client.post(f"/api/v1/projections/{name}/{verb}", None), (200, 202, 409)

        def write(client):
            text = f"written {prng.random()}"
            return client.post("/api/v1/outages", outage(text)), (201, 503)

        threads = [Loader(self.server.port, step) for step in (rebuild, write, write)]
        for thread in threads:
            thread.start()
        time.sleep(prng.random() * MOST_SECONDS)
        self.server.kill()
        for thread in threads:
            thread.join()
            self.assertIsNone(thread.failure)
            self.done += thread.done

    def check_from_nothing(self):
        """Rebuilds that were resumed are let finish, and nothing is written meanwhile."""
        self.server.wait_for(
            lambda f: not any(f[f'nociq_view_rebuilding{{view="{n}"}}'] for n in self.names),
            "rebuilt",
        )
        digests = self.server.digests()
        self.assertEqual(self.server.stop(), 0)
        shutil.rmtree(self.server.data / "views")
        self.server.start()
        self.assertEqual(self.server.digests(), digests)


if __name__ == "__main__":
    unittest.main()
