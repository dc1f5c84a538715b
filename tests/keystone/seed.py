#!/usr/bin/env python3
"""Puts a made-up account into a running Keystone over plain REST, one request after the other.

  seed.py URL CA-FILE PASSWORD < world.json

The world names everything by name: {"domain", "projects": [{"name", "parent"?}], "roles": [{"name", "custom", ...}],
"users": [{"name", "enabled", ...}], "groups", "memberships": [[group, user]], "assignments": [{"user"|"group", "role",
"project"?, "inherited"}], "system_readers": [user]}. An assignment without a project is on the domain. Fields that Keystone does not know
(display_name, catalog, policy ...) are kept by it and come back, which is what makes it a stand-in for the real clouds.
"""
import http.client
import json
import ssl
import sys
import urllib.parse

URL, CA, PASSWORD = sys.argv[1:4]
PARTS = urllib.parse.urlsplit(URL)
CONNECTION = http.client.HTTPSConnection(PARTS.hostname, PARTS.port, timeout=60,
                                         context=ssl.create_default_context(cafile=CA))
TOKEN = None


def call(method, path, body=None):
    headers = {"Content-Type": "application/json"}
    if TOKEN:
        headers["X-Auth-Token"] = TOKEN
    CONNECTION.request(method, PARTS.path + path, json.dumps(body) if body else None, headers)
    answer = CONNECTION.getresponse()
    text = answer.read()
    if answer.status >= 300:
        sys.exit("%s %s: %d %s" % (method, path, answer.status, text.decode()[:400]))
    return json.loads(text) if text else None, answer.getheader("X-Subject-Token")


def make(kind, body):
    return call("POST", "/%ss" % kind, {kind: body})[0][kind]["id"]


user = {"name": "admin", "password": PASSWORD, "domain": {"id": "default"}}
TOKEN = call("POST", "/auth/tokens", {"auth": {
    "identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"system": {"all": True}}}})[1]

world = json.load(sys.stdin)
domain = make("domain", {"name": world["domain"]})
make("user", {"name": "stranger", "domain_id": make("domain", {"name": "another"})})
ids = {"project": {}, "role": {}, "user": {}, "group": {}}
for project in world["projects"]:
    parent = project.pop("parent", None)
    more = {"parent_id": ids["project"][parent]} if parent else {}
    ids["project"][project["name"]] = make("project", {**project, **more, "domain_id": domain})
for role in world["roles"]:
    more = {"domain_id": domain} if role.pop("custom") else {}
    ids["role"][role["name"]] = make("role", {**role, **more})
for role in call("GET", "/roles")[0]["roles"]:
    ids["role"].setdefault(role["name"], role["id"])
for kind in ("group", "user"):
    for one in world[kind + "s"]:
        ids[kind][one["name"]] = make(kind, {**one, "domain_id": domain})
for group, member in world["memberships"]:
    call("PUT", "/groups/%s/users/%s" % (ids["group"][group], ids["user"][member]))
for one in world["assignments"]:
    kind = "user" if "user" in one else "group"
    place = ("projects/" + ids["project"][one["project"]]) if one.get("project") else "domains/" + domain
    path = "/%s/%ss/%s/roles/%s" % (place, kind, ids[kind][one[kind]], ids["role"][one["role"]])
    call("PUT", "/OS-INHERIT%s/inherited_to_projects" % path if one["inherited"] else path)
for name in world["system_readers"]:
    call("PUT", "/system/users/%s/roles/%s" % (ids["user"][name], ids["role"]["reader"]))
