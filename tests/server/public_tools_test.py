"""Other people's tools verify a log: while a server publishes it, and as an export.

golang.org/x/mod recomputes the root from the entries, Tessera's fsck every tile of every level.
"""

import pathlib
import random
import shutil
import unittest

from nociq_server import NOCIQ, Folder, Server, run
from public_tools import Missing, build_tessera, build_xmod

ORIGIN = "example.org/published"
OUTAGES = 150
SIZE = 4 * OUTAGES + 3  # 603: two full tiles, a partial one, and the level above.
FLIPS_PER_FILE = 3


def entry_files(size):
    """Paths of all entry bundles of a log of that size, all of whose tiles have three digits."""
    full, left = divmod(size, 256)
    paths = [f"tile/entries/{index:03}" for index in range(full)]
    return paths + ([f"tile/entries/{full:03}.p/{left}"] if left else [])


class PublicToolsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = Folder()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.__enter__()
        cls.server = Server(cls.folder, "--origin", ORIGIN).start()
        cls.addClassCleanup(cls.server.kill)
        rows = [
            {
                "site_name": f"Site {i}",
                "severity": "critical",
                "description": "dark",
                "detected_at": "2026-01-16T09:30:00Z",
                "resolved_at": f"2026-01-16T09:{30 + i % 30}:00Z",
            }
            for i in range(OUTAGES)
        ]
        reply = cls.server.client.post("/api/v1/outages/bulk-import", rows)
        assert reply.status in (200, 201), reply
        assert int(cls.server.checkpoint(SIZE).splitlines()[1]) == SIZE
        cls.vkey = cls.folder / "vkey"
        cls.vkey.write_bytes(cls.server.client.get("/log/vkey").body)
        cls.copy_data(cls.folder / "copy")

    @classmethod
    def copy_data(cls, copy):
        """An export of the very same log; the server runs on."""
        assert cls.server.stop() == 0
        shutil.copytree(cls.server.data, copy)
        cls.export = cls.folder / "export"
        run(NOCIQ, "log", "export", "--data", copy, "--tlog", cls.export)
        cls.server.start()
        cls.server.checkpoint(SIZE)

    def build(self, build):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        try:
            return build(folder.__enter__())
        except Missing as missing:
            print(f"skipped: {missing}")
            self.skipTest(str(missing))

    def mirror(self):
        """What the server publishes, as files."""
        mirror = self.folder / "mirror"
        for path in ["checkpoint", *entry_files(SIZE)]:
            reply = self.server.client.get(f"/log/{path}")
            self.assertEqual(reply.status, 200, (path, reply))
            file = mirror / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(reply.body)
        return mirror

    def other_vkey(self):
        """Of a stranger's log of the same name."""
        with Folder() as folder, Server(folder, "--origin", ORIGIN) as server:
            other = self.folder / "other_vkey"
            other.write_bytes(server.client.get("/log/vkey").body)
        return other

    def check_changed_bits(self, tool, paths):
        generator = random.Random(6962)
        for path in paths:
            file = self.export / path
            original = file.read_bytes()
            for _ in range(FLIPS_PER_FILE):
                changed = bytearray(original)
                changed[generator.randrange(len(original))] ^= 1 << generator.randrange(8)
                file.write_bytes(changed)
                self.assertFalse(tool.accepts(self.export, self.vkey), f"{path} was changed")
            file.write_bytes(original)
        self.assertTrue(tool.accepts(self.export, self.vkey))

    def test_go_recomputes_the_root(self):
        tool = self.build(build_xmod)
        told = f"OK {ORIGIN} {SIZE}\n"
        self.assertEqual(tool.verdict(self.mirror(), self.vkey), told)
        self.assertEqual(tool.verdict(self.export, self.vkey), told)
        self.assertFalse(tool.accepts(self.export, self.other_vkey()))
        self.check_changed_bits(tool, entry_files(SIZE))

    def test_tessera_checks_every_tile(self):
        tool = self.build(build_tessera)
        url = f"{self.server.url}/log/"
        self.assertEqual(tool.verdict(url, self.vkey), f"OK {ORIGIN}\n")
        self.assertEqual(tool.verdict(self.export, self.vkey), f"OK {ORIGIN}\n")
        other = self.other_vkey()
        self.assertFalse(tool.accepts(url, other))
        self.assertFalse(tool.accepts(self.export, other))
        tiles = pathlib.Path(self.export, "tile").rglob("*")
        self.check_changed_bits(
            tool, sorted(str(tile.relative_to(self.export)) for tile in tiles if tile.is_file())
        )


if __name__ == "__main__":
    unittest.main()
