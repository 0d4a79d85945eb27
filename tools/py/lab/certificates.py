# SPDX-License-Identifier: Apache-2.0
"""A certificate authority of a lab, by openssl: certificates that are right, expired, or for another name."""

import base64
import hashlib
import os
import time

from lab.command import run

CA_CONFIG = """\
[ca]
default_ca = lab
[lab]
database = {home}/index.txt
new_certs_dir = {home}
serial = {home}/serial
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""
DAY = 86_400


def stamp(seconds):
    """A time as openssl ca takes it."""
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(seconds))


def key_hash(certificate):
    """SHA-256 of the public key in a PEM file, in base64, as browsers name keys."""
    key = run(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"]).stdout
    lines = [line for line in key.splitlines() if not line.startswith("-----")]
    return base64.b64encode(hashlib.sha256(base64.b64decode("".join(lines))).digest()).decode()


class Authority:
    """Its certificate is the file `certificate`; the folder `home` holds all that it made."""

    def __init__(self, home):
        self.home, self.certificate = home, f"{home}/ca.pem"
        os.makedirs(home)
        for name, text in (("index.txt", ""), ("serial", "1000\n"), ("ca.conf", CA_CONFIG.format(home=home))):
            with open(f"{home}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
        run(["openssl", "req", "-x509", *self._new_key("ca"), "-out", self.certificate, "-days", "30",
             "-subj", "/CN=The lab's authority"])

    def _new_key(self, name):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{self.home}/{name}.key"]

    def issue(self, file, *names, expired=False):
        """Makes FILE.pem and FILE.key for DNS names and addresses; the path without its ending.

        expired: it ended an hour ago, else it holds for a day.
        """
        now, base = time.time(), f"{self.home}/{file}"
        alternatives = ",".join(("IP:" if name[0].isdigit() else "DNS:") + name for name in names)
        with open(f"{base}.ext", "w", encoding="utf-8") as extensions:
            extensions.write(f"subjectAltName = {alternatives}\n")
        run(["openssl", "req", "-new", *self._new_key(file), "-out", f"{base}.csr", "-subj", f"/CN={names[0]}"])
        run(["openssl", "ca", "-batch", "-notext", "-config", f"{self.home}/ca.conf", "-cert", self.certificate,
             "-keyfile", f"{self.home}/ca.key", "-in", f"{base}.csr", "-out", f"{base}.pem", "-extfile", f"{base}.ext",
             "-startdate", stamp(now - DAY), "-enddate", stamp(now - 3600 if expired else now + DAY)])
        return base
