# SPDX-License-Identifier: Apache-2.0
"""What the scenarios about the API over TCP share: users, certificates, and questions by curl. Import scenario first."""

import os
import re

from lab.certificates import Authority
from lab.topology import SHUNT_PORTS

ADDRESS, PORT = SHUNT_PORTS[0].ipv4, 9977
PASSWORD = "correct horse battery staple"


class Api:
    """Files of api: in a lab, and questions of its client to it."""

    def __init__(self, lab):
        self.lab, self.users = lab, f"{lab.home}/users"
        self.token_file = f"{lab.home}/token"
        self.authority = Authority(f"{lab.home}/ca")
        self.tls = f"{lab.home}/tls"
        self.renew("first")

    def renew(self, name):
        """A new certificate and key in the place of those before."""
        base = self.authority.issue(name, ADDRESS, "shunt.example")
        self.put(f"{base}.pem", f"{base}.key")

    def put(self, certificate, key):
        for source, target in ((certificate, ".pem"), (key, ".key")):
            with open(source, encoding="utf-8") as file:
                write(self.tls + target, file.read())

    def add_users(self):
        """alice with PASSWORD, and a token for prometheus, by the command that operators use."""
        lines = self.lab.shunt.namespace.run(self.lab.binary, "password", "alice", input=PASSWORD + "\n").stdout
        lines += self.lab.shunt.namespace.run(self.lab.binary, "password", "prometheus", "--token", self.token_file).stdout
        write(self.users, lines)

    def token(self):
        with open(self.token_file, encoding="utf-8") as file:
            return file.read()

    def yaml(self, **keys):
        """The mapping api: of the configuration."""
        tls = f"{{certificate: {self.tls}.pem, key: {self.tls}.key}}"
        all_keys = {"listen": f"{ADDRESS}:{PORT}", "users_file": self.users, "tls": tls, **keys}
        return "api: {" + ", ".join(f"{key}: {value}" for key, value in all_keys.items() if value) + "}\n"

    def ask(self, *options, path="/v1/status", scheme="https", address=ADDRESS, namespace=None):
        """(status, header fields in lower case, body) of an answer; status 0: there was none."""
        result = (namespace or self.lab.topology["client"]).run(
            "curl", "-s", "-i", "-m", "10", "--http1.1", "--cacert", self.authority.certificate, *options,
            f"{scheme}://{address}:{PORT}{path}", check=False)
        head, _, body = result.stdout.partition("\n\n")
        found = re.match(r"HTTP/1.1 (\d+)", head)
        if not found:
            return 0, {}, result.stdout
        fields = dict(line.lower().split(": ", 1) for line in head.split("\n")[1:])
        return int(found[1]), fields, body

    def counter(self, name, reason):
        """A counter of the API by reason, asked for over the UNIX socket, where nobody is in the way."""
        text = self.lab.shunt.namespace.run("curl", "-s", "-m", "10", "--unix-socket", self.lab.shunt.socket,
                                            "http://localhost/metrics").stdout
        return int(re.search(rf'^shunt_api_{name}_total{{reason="{reason}"}} (\d+)$', text, re.M)[1])


def write(file, text):
    """A file for its owner alone."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
