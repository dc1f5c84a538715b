"""Serves a real Keystone (its own WSGI application) on the loopback; started by rig.py inside its environment.

In front of it stands a middleware that reads faults.json in the run folder before every request, so that throttling,
outages and dropped connections can be tried against the real service:

  [{"match": "^GET /v3/users", "status": 429, "times": 2, "retry_after": 1},
   {"match": "^GET /v3/groups/", "delay_ms": 500},
   {"match": "^GET /v3/roles", "close_after": 200, "times": 1}]

A line a request is written to access.log: method, path and query, status.
"""
import json
import os
import re
import signal
import sys
import threading
import time

RUN, PORT = os.environ["RIG_RUN"], int(os.environ["RIG_PORT"])
os.environ["OS_KEYSTONE_CONFIG_FILES"] = os.path.join(RUN, "keystone.conf")
sys.argv = ["keystone"]  # Keystone parses the process's arguments when it is imported

from cheroot import wsgi  # noqa: E402
from cheroot.ssl.builtin import BuiltinSSLAdapter  # noqa: E402
from keystone.wsgi.api import application  # noqa: E402

LOCK = threading.Lock()
FIRED = {}
RULES = [None, []]


def rule_for(line):
    path = os.path.join(RUN, "faults.json")
    with LOCK:
        stamp = os.stat(path).st_mtime_ns if os.path.exists(path) else None
        if stamp != RULES[0]:
            with open(path, encoding="utf-8") as file:
                RULES[:] = [stamp, json.load(file)]
            FIRED.clear()
        for index, rule in enumerate(RULES[1]):
            if re.search(rule["match"], line) and FIRED.get(index, 0) < rule.get("times", 1 << 60):
                FIRED[index] = FIRED.get(index, 0) + 1
                return rule
    return {}


class CutShort(Exception):
    """Raised in the middle of a body, so that the server drops the connection."""


def app(environ, start_response):
    target = environ["PATH_INFO"]
    if environ.get("QUERY_STRING"):
        target += "?" + environ["QUERY_STRING"]
    line = "%s %s" % (environ["REQUEST_METHOD"], target)
    rule = rule_for(line)
    seen = ["-"]

    def start(status, headers, exc_info=None):
        seen[0] = status.split()[0]
        return start_response(status, headers, exc_info)

    time.sleep(rule.get("delay_ms", 0) / 1000)
    if rule.get("status"):
        body = json.dumps({"error": {"code": rule["status"], "message": "injected"}}).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        if "retry_after" in rule:
            headers.append(("Retry-After", str(rule["retry_after"])))
        start("%d Injected" % rule["status"], headers)
        parts = [body]
    else:
        parts = application(environ, start)

    def out():
        left = rule.get("close_after")
        try:
            for part in parts:
                if left is None:
                    yield part
                    continue
                yield part[:left]
                left -= min(left, len(part))
                if left == 0:
                    raise CutShort()
        finally:
            if hasattr(parts, "close"):
                parts.close()
            with LOCK, open(os.path.join(RUN, "access.log"), "a", encoding="utf-8") as file:
                file.write("%s %s\n" % (line, seen[0]))

    return out()


server = wsgi.Server(("127.0.0.1", PORT), app, numthreads=8)
server.ssl_adapter = BuiltinSSLAdapter(os.path.join(RUN, "cert.pem"), os.path.join(RUN, "key.pem"))
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
try:
    server.start()
finally:
    server.stop()
