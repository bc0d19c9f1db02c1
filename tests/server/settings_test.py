"""Configuration, CORS and the log of a real server."""

import json
import os
import pathlib
import subprocess
import unittest

from nociq_server import NOCIQ, Folder, Server

EXAMPLE = """\
APP_ENV=development
DEBUG=True
HOST=0.0.0.0
ALLOWED_ORIGINS=http://localhost:5173,http://app.example
API_V1_PREFIX=/api/v1
PROJECT_NAME=NOCIQ API
RATE_LIMIT_PER_MINUTE=60
STELLAR_POOL_SECRET_KEY=S...  # Pool wallet secret (keep secure!)
DATABASE_URL=postgres://secret
MAX_AUTO_PAYMENT_AMOUNT=10000  # Max auto-payment in USDC
"""
ORIGIN = "http://app.example"


def config(folder, *arguments, **environment):
    return subprocess.run(
        [NOCIQ, "config", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


class Configured(unittest.TestCase):
    """What is written into .env has its effect."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(Folder()))
        (self.folder / ".env").write_text(EXAMPLE)

    def test_check_says_where_each_value_comes_from(self):
        done = config(self.folder, "check", PORT="9000")
        self.assertEqual(done.returncode, 0, done)
        rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
        self.assertEqual(rows["PORT"], ["environment", "9000"])
        self.assertEqual(rows["PROJECT_NAME"], ["file", "NOCIQ", "API"])
        self.assertEqual(rows["LOG_LEVEL"], ["default", "info"])
        self.assertEqual(rows["DATABASE_URL"], ["file", "***"])
        self.assertIn("DATABASE_URL means nothing here", done.stderr)
        self.assertIn("HOST=0.0.0.0 is not used", done.stderr)
        self.assertNotIn("postgres", done.stdout + done.stderr)
        shown = json.loads(config(self.folder, "show", "--json").stdout)
        self.assertEqual(shown["errors"], [])
        self.assertIn(
            {"key": "DEBUG", "value": "True", "source": "file", "used": True}, shown["settings"]
        )

    def test_what_is_wrong_ends_with_78(self):
        done = config(self.folder, "check", NOCIQ_MAX_UPLODS="3")
        self.assertEqual(done.returncode, 78)
        self.assertIn("did you mean NOCIQ_MAX_UPLOADS?", done.stderr)
        (self.folder / ".env").write_text("PORT=abc\n")
        served = subprocess.run(
            [NOCIQ, "serve"], cwd=self.folder, capture_output=True, text=True, check=False
        )
        self.assertEqual(served.returncode, 78)
        self.assertIn("PORT must be a whole number", served.stderr)
        (self.folder / ".env").write_text("no line\n")
        self.assertEqual(config(self.folder, "check").returncode, 78)

    def test_the_file_names_the_server_and_the_environment_beats_it(self):
        # Started from the folder, so that its .env is read.
        under = ("env", "-C", self.folder)
        with Server(self.folder, under=under) as server:
            self.assertEqual(server.client.get("/").json()["name"], "NOCIQ API")
            self.assertIn("HOST=0.0.0.0 is not used", server.said())
        with Server(self.folder, under=under, environment={"PROJECT_NAME": "Mine"}) as server:
            self.assertEqual(server.client.get("/").json()["name"], "Mine")


class CrossOrigin(unittest.TestCase):
    """Pages of listed origins may ask, and no others."""

    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(Folder())
        environment = {"ALLOWED_ORIGINS": f"http://localhost:3000,{ORIGIN}"}
        cls.server = cls.enterClassContext(Server(cls.folder, environment=environment))
        cls.client = cls.server.client

    def test_a_listed_origin_is_echoed_with_credentials(self):
        reply = self.client.get("/api/v1/outages", origin=ORIGIN)
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.headers["Access-Control-Allow-Origin"], ORIGIN)
        self.assertEqual(reply.headers["Access-Control-Allow-Credentials"], "true")
        self.assertIn("ETag", reply.headers["Access-Control-Expose-Headers"])
        self.assertEqual(reply.headers["Vary"], "Origin")
        refused = self.client.get("/api/v1/nothing", origin=ORIGIN)
        self.assertEqual(refused.status, 404)
        self.assertEqual(refused.headers["Access-Control-Allow-Origin"], ORIGIN)

    def test_others_are_refused_and_told_nothing(self):
        for origin in ("http://evil.example", ORIGIN + ".evil", "https://app.example", "null"):
            reply = self.client.get("/api/v1/outages", origin=origin)
            self.assertEqual(reply.status, 403, origin)
            self.assertIsNone(reply.headers["Access-Control-Allow-Origin"], origin)
        plain = self.client.get("/api/v1/outages")
        self.assertEqual(plain.status, 200)
        self.assertIsNone(plain.headers["Access-Control-Allow-Origin"])
        self.assertEqual(plain.headers["Vary"], "Origin")

    def test_a_browser_may_ask_in_advance(self):
        asked = {"origin": ORIGIN, "access_control_request_method": "PUT"}
        reply = self.client.ask("OPTIONS", "/api/v1/outages/OUT001", None, **asked)
        self.assertEqual(reply.status, 204)
        self.assertEqual(reply.headers["Access-Control-Allow-Origin"], ORIGIN)
        self.assertIn("PUT", reply.headers["Access-Control-Allow-Methods"])
        self.assertIn("Idempotency-Key", reply.headers["Access-Control-Allow-Headers"])
        other = self.client.ask(
            "OPTIONS", "/api/v1/outages", None, **{**asked, "origin": "http://evil.example"}
        )
        self.assertIsNone(other.headers["Access-Control-Allow-Methods"])


class Log(unittest.TestCase):
    """What the server says on stderr."""

    def lines(self, **environment):
        with Folder() as folder:
            with Server(folder, environment=environment) as server:
                self.reply = server.client.get("/api/v1/outages/none")
                server.client.get("/nowhere")
                server.stop()  # So that all of it is written.
            return server.said().splitlines()

    def test_each_answer_is_a_line_of_json(self):
        lines = [json.loads(line) for line in self.lines()]
        self.assertIn("serving", [line["msg"] for line in lines])
        answers = [line for line in lines if line["msg"] == "answered"]
        ours = [
            line for line in answers if line["request_id"] == self.reply.headers["X-Request-Id"]
        ]
        self.assertEqual(len(ours), 1)
        self.assertEqual(ours[0]["level"], "info")
        self.assertEqual(ours[0]["method"], "GET")
        self.assertEqual(ours[0]["route"], "/api/v1/outages/{id}")
        self.assertEqual(ours[0]["status"], 404)
        self.assertGreater(ours[0]["dur_ms"], 0)
        self.assertIn(("", 404), [(line["route"], line["status"]) for line in answers])

    def test_level_and_form_are_settings(self):
        self.assertEqual(self.lines(LOG_LEVEL="error"), [])
        text = self.lines(LOG_FORMAT="text")
        self.assertTrue(any(" info: serving address=" in line for line in text), text)


if __name__ == "__main__":
    unittest.main()
