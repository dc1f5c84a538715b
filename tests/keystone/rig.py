#!/usr/bin/env python3
"""A real OpenStack Keystone on the loopback, over HTTPS, as long as standard input stays open.

  rig.py --run FOLDER --cache FOLDER [--db FILE] [--token-ttl S] [--list-limit N] [--max-db-limit N] [--self-signed]

Makes, once and in the cache, a virtual environment with the pinned packages of requirements.txt and a bootstrapped
SQLite database; copies the database into the run folder, has openssl make an authority and a server's certificate
(--self-signed: one that is its own authority, as a bare `openssl req -x509` makes them), and starts the server. When it
answers, its address is printed on a line; everything else is on standard error. SQLite bears one writer: seed with one
thread.
"""
import argparse
import fcntl
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.realpath(__file__))
PASSWORD = "rig-admin-password"

# Imports Keystone once, which is the slow part, and forks for each step of its management.
BOOTSTRAP = r"""
import os, sys
from keystone.cmd import cli
conf, password = sys.argv[1:3]
me = ["--keystone-user", str(os.getuid()), "--keystone-group", str(os.getgid())]
for args in (["db_sync"], ["fernet_setup", *me], ["credential_setup", *me],
             ["bootstrap", "--bootstrap-password", password, "--bootstrap-public-url", "https://URL/v3"]):
    pid = os.fork()
    if pid == 0:
        sys.argv = ["keystone-manage", "--config-file", conf] + args
        code = 0
        try:
            cli.main(argv=sys.argv, developer_config_file=None)
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException:
            import traceback
            traceback.print_exc()
            code = 1
        sys.stderr.flush()
        os._exit(code)
    if os.waitpid(pid, 0)[1]:
        sys.exit("keystone-manage %s failed" % args[0])
"""

# With its own cache off, Keystone takes two to four times as long for a request.
CONF = """[DEFAULT]
use_stderr = true
default_log_levels = keystone=WARNING
{default}
[database]
connection = sqlite:///{run}/keystone.db?timeout=30
sqlite_synchronous = false
[fernet_tokens]
key_repository = {run}/keys
[fernet_receipts]
key_repository = {run}/keys
[credential]
key_repository = {run}/credkeys
[cache]
enabled = true
backend = dogpile.cache.memory
[token]
expiration = {ttl}
allow_expired_window = 0
[identity]
password_hash_algorithm = bcrypt
password_hash_rounds = 4
{limits}
"""


def once(folder, make):
    """Makes a folder once, also when two want it at the same time or one was interrupted."""
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mark = os.path.join(folder, ".complete")
        if not os.path.exists(mark):
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            open(mark, "w").close()
    return folder


def environment(folder):
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, stdout=sys.stderr)
    pip = [os.path.join(folder, "bin", "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    pins = ["--only-binary", ":all:", "--no-deps", "-r", os.path.join(HERE, "requirements.txt")]
    subprocess.run(pip + pins, check=True, stdout=sys.stderr)


def database(python):
    def make(folder):
        for name in ("", "keys", "credkeys"):
            os.mkdir(os.path.join(folder, name), 0o700)
        conf = os.path.join(folder, "keystone.conf")
        with open(conf, "w") as file:
            file.write(CONF.format(run=folder, ttl=3600, limits="", default=""))
        done = subprocess.run([python, "-W", "ignore", "-c", BOOTSTRAP, conf, PASSWORD],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(done.stdout)

    return make


def certificates(run, own_authority):
    at = lambda name: os.path.join(run, name)  # noqa: E731
    with open(at("cert.ext"), "w") as file:
        file.write("subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
    new = ["-newkey", "rsa:2048", "-nodes", "-days", "30", "-keyout"]
    if own_authority:
        steps = [["req", "-x509", *new, at("key.pem"), "-subj", "/CN=127.0.0.1",
                  "-addext", "subjectAltName=IP:127.0.0.1", "-out", at("cert.pem")]]
    else:
        steps = [["req", "-x509", *new, at("ca.key"), "-subj", "/CN=test authority", "-out", at("ca.pem")],
                 ["req", *new[:3], "-keyout", at("key.pem"), "-subj", "/CN=keystone", "-out", at("cert.csr")],
                 ["x509", "-req", "-in", at("cert.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial",
                  "-days", "30", "-extfile", at("cert.ext"), "-out", at("cert.pem")]]
    for step in steps:
        subprocess.run(["openssl", *step], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if own_authority:
        shutil.copy(at("cert.pem"), at("ca.pem"))


def warm(url, trusted):
    """Has one request judged by policy: the first ones, made side by side, may be refused while the rules are read."""
    user = {"name": "admin", "password": PASSWORD, "domain": {"id": "default"}}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"system": {"all": True}}}}
    asked = urllib.request.Request(url + "/auth/tokens", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, context=trusted) as answer:
        token = answer.headers["X-Subject-Token"]
    asked = urllib.request.Request(url + "/roles", headers={"X-Auth-Token": token})
    urllib.request.urlopen(asked, context=trusted).read()


def main():
    parser = argparse.ArgumentParser()
    for name in ("--run", "--cache", "--db"):
        parser.add_argument(name)
    for name, value in (("--token-ttl", 3600), ("--list-limit", 0), ("--max-db-limit", 0)):
        parser.add_argument(name, type=int, default=value)
    parser.add_argument("--self-signed", action="store_true")
    opt = parser.parse_args()
    with open(os.path.join(HERE, "requirements.txt"), encoding="utf-8") as file:
        tag = hashlib.sha256((file.read() + sys.version).encode()).hexdigest()[:12]
    cache = os.path.abspath(opt.cache)
    python = os.path.join(once(os.path.join(cache, "env-" + tag), environment), "bin", "python")
    shape = hashlib.sha256((BOOTSTRAP + CONF).encode()).hexdigest()[:12]
    template = once(os.path.join(cache, "database-%s-%s" % (tag, shape)), database(python))

    run = os.path.abspath(opt.run)
    os.makedirs(run, 0o700)
    for name in ("keys", "credkeys"):
        shutil.copytree(os.path.join(template, name), os.path.join(run, name))
    shutil.copy(opt.db or os.path.join(template, "keystone.db"), os.path.join(run, "keystone.db"))
    with sqlite3.connect(os.path.join(run, "keystone.db")) as db:
        db.execute("pragma journal_mode = wal")  # readers beside a writer
    limits = ""
    for group in ("identity", "resource", "assignment", "role") if opt.list_limit else ():
        limits += "" if group == "identity" else "[%s]\n" % group
        limits += "list_limit = %d\n" % opt.list_limit
    cap = "max_db_limit = %d" % opt.max_db_limit if opt.max_db_limit else ""
    with open(os.path.join(run, "keystone.conf"), "w") as file:
        file.write(CONF.format(run=run, ttl=opt.token_ttl, limits=limits, default=cap))
    certificates(run, opt.self_signed)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = "https://127.0.0.1:%d/v3" % port
    env = dict(os.environ, RIG_RUN=run, RIG_PORT=str(port), PYTHONWARNINGS="ignore")
    with open(os.path.join(run, "server.log"), "w") as log:
        server = subprocess.Popen([python, os.path.join(HERE, "serve.py")], env=env, cwd=run,
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        trusted = ssl.create_default_context(cafile=os.path.join(run, "ca.pem"))
        begun = time.time()
        while True:
            try:
                urllib.request.urlopen(url, timeout=2, context=trusted).read()
                break
            except OSError:
                if server.poll() is not None or time.time() - begun > 60:
                    with open(os.path.join(run, "server.log")) as file:
                        sys.exit("keystone did not start:\n" + file.read()[-3000:])
                time.sleep(0.1)
        warm(url, trusted)
        # What the client under test asks is what counts from here on.
        os.remove(os.path.join(run, "access.log"))
        print(url, flush=True)
        sys.stdin.read()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
