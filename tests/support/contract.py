"""The API's document as a contract: what a request and its reply break of it."""

import json
import re
import subprocess
import urllib.parse

import jsonschema
from nociq_server import NOCIQ


def document():
    """As the program prints it."""
    text = subprocess.run([NOCIQ, "openapi"], check=True, capture_output=True, text=True).stdout
    return json.loads(text)


class Contract:
    """Whatever is documented is checked; a path or method that is not there is left alone."""

    def __init__(self, api):
        self.api = api
        self.validators = {}
        # Paths with the fewest placeholders win, as they do in the server.
        self.paths = sorted(api["paths"], key=lambda path: (path.count("{"), path))

    def operation(self, method, target):
        path = target.split("?")[0]
        for template in self.paths:
            pattern = re.sub(r"\\{rest\\}", ".+", re.escape(template))
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", pattern)
            if re.fullmatch(pattern, path):
                methods = self.api["paths"][template]
                return methods.get("get" if method == "HEAD" else method.lower())
        return None

    def resolved(self, node):
        while "$ref" in node:
            found = self.api
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            node = found
        return node

    def schema_errors(self, schema, value, where):
        key = json.dumps(schema)
        if key not in self.validators:
            whole = {**schema, "components": self.api["components"]}
            self.validators[key] = jsonschema.Draft202012Validator(whole)
        errors = self.validators[key].iter_errors(value)
        return [f"{where} breaks the document: {error.message}" for error in errors]

    def body_errors(self, content, media_type, body, where):
        media = content.get(media_type)
        if media is None:
            return [f"{where} of undocumented type {media_type}"]
        if media_type != "application/json":
            return []
        return self.schema_errors(media["schema"], json.loads(body), where)

    def reply_errors(self, operation, method, reply):
        response = operation["responses"].get(str(reply.status))
        if response is None:
            return [f"status {reply.status} is not documented"]
        content = {
            media_type.split(";")[0]: media
            for media_type, media in self.resolved(response).get("content", {}).items()
        }
        if not reply.body or method == "HEAD":
            return [] if method == "HEAD" or not content else ["the reply has no body"]
        media_type = reply.headers["Content-Type"].split(";")[0]
        return self.body_errors(content, media_type, reply.body, "the reply")

    def request_errors(self, operation, target, media_type, body):
        """Of a request that was granted: all that it said must be documented."""
        names = {
            one["name"]
            for one in map(self.resolved, operation.get("parameters", []))
            if one["in"] == "query"
        }
        query = urllib.parse.parse_qs(target.partition("?")[2], keep_blank_values=True)
        found = [f"parameter {name} is not documented" for name in query if name not in names]
        if body:
            content = operation.get("requestBody", {}).get("content", {})
            found += self.body_errors(content, media_type, body, "the request")
        return found

    def errors(self, method, target, media_type, body, reply):
        operation = self.operation(method, target)
        if operation is None:
            return []
        found = self.reply_errors(operation, method, reply)
        if reply.status < 300:
            found += self.request_errors(operation, target, media_type, body)
        return found
