# SPDX-License-Identifier: Apache-2.0
"""The API over TCP off loopback: who may ask, by TLS, and what is refused."""

import json
import os
import re

from scenario import expect, expect_equal, failed_line, main, scenario
from api import ADDRESS, PASSWORD, PORT, Api, write
from lab.command import run, wait_until
from lab.shunt import configuration, web_service

ALICE = ("-u", f"alice:{PASSWORD}")


def serve(lab, api, **keys):
    lab.decapsulate()
    api.add_users()
    lab.serve(api.yaml(**keys) + configuration(web_service()))


def bearer(token):
    return "-H", f"Authorization: Bearer {token}"


@scenario("off loopback without a password is refused by check, run and reload, with what to do")
def refused(lab):
    api = Api(lab)
    open_to_all = api.yaml(users_file=None)
    lab.shunt.write(open_to_all + configuration(web_service()))
    checked = lab.shunt.ask("check", lab.shunt.file, check=False)
    expect_equal(checked.returncode, 1, "exit status of check")
    expect("1:15: listen: 198.51.100.2 is off loopback, which needs a password; add users_file" in checked.stdout + checked.stderr,
           checked)
    started = lab.shunt.run_to_end()
    expect_equal(started.returncode, 1, "exit status of run")
    expect("needs a password" in started.stderr, started.stderr)
    lab.decapsulate()
    lab.serve(configuration(web_service()))
    lab.shunt.write(open_to_all + configuration(web_service()))
    reloaded = lab.shunt.ask("reload", check=False)
    expect_equal(reloaded.returncode, 1, "exit status of reload")
    expect("needs a password" in reloaded.stderr, reloaded.stderr)
    expect_equal(api.ask()[0], 0, "answer where nobody may listen")
    api.add_users()
    lab.shunt.write(api.yaml(tls=None) + configuration(web_service()))
    expect("where passwords need TLS" in lab.shunt.ask("reload", check=False).stderr, "a password in the clear")
    lab.shunt.reload(api.yaml(tls=None, allow_plain_http="true") + configuration(web_service()))
    expect_equal(api.ask(*ALICE, scheme="http")[0], 200, "in the clear, as was asked for")


@scenario("files of users and keys that others may read are refused with their place")
def secrets(lab):
    api = Api(lab)
    api.add_users()
    for file, key in ((api.users, "users_file"), (f"{api.tls}.key", "key")):
        os.chmod(file, 0o644)
        lab.shunt.write(api.yaml() + configuration(web_service()))
        line = lab.shunt.ask("check", lab.shunt.file, check=False)
        expect(re.search(rf'1:\d+: {key}: "{file}": may be read by others; chmod o= it', line.stdout + line.stderr), line)
        os.chmod(file, 0o600)
    write(api.users, "# all of them\nalice:secret\n")
    line = lab.shunt.ask("check", lab.shunt.file, check=False)
    expect("line 2: what stands behind alice: is no hash" in line.stdout + line.stderr, line)
    expect("secret" not in line.stdout + line.stderr, "the message shows the password")


@scenario("passwords and tokens are asked for, by TLS 1.2 or newer")
def asks(lab):
    api = Api(lab)
    serve(lab, api)
    status, fields, body = api.ask()
    expect_equal((status, fields["content-type"]), (401, "application/problem+json"), "without a password")
    expect("basic" in fields["www-authenticate"] or "bearer" in fields["www-authenticate"], fields)
    expect_equal(json.loads(body)["type"], "urn:shunt:problem:unauthenticated", "type of the problem")
    for credentials in (ALICE, bearer(api.token())):
        status, fields, body = api.ask(*credentials)
        expect_equal((status, fields["content-type"]), (200, "application/json"), f"with {credentials[0]}")
        expect_equal(json.loads(body)["services"][0]["name"], "web4", "a service")
    expect("max-age" in fields["strict-transport-security"], fields)
    expect("script-src 'self'" in fields["content-security-policy"], fields)
    expect_equal(api.ask(*ALICE, "-X", "POST", path="/v1/reload")[0], 403, "a change over TCP")
    for credentials in (("-u", "alice:wrong"), ("-u", f"bob:{PASSWORD}"), ("-u", f"prometheus:{api.token()}"), bearer("0" * 64)):
        expect_equal(api.ask(*credentials)[0], 401, f"with {credentials}")
    expect_equal(api.ask(*ALICE, scheme="http")[0], 0, "plain HTTP to a TLS port")
    client = lab.topology["client"]
    for version, works in (("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)):
        said = client.run("openssl", "s_client", "-connect", f"{ADDRESS}:{PORT}", version, "-CAfile",
                          api.authority.certificate, "-cipher", "ALL@SECLEVEL=0", input="", check=False)
        expect_equal("Verify return code: 0" in said.stdout and "Cipher is (NONE)" not in said.stdout, works, version)
    expect(api.counter("closed", "handshake") >= 2, "handshakes that failed are counted")
    expect_equal(api.counter("refused", "no_credentials"), 1, "requests without credentials")
    lab.shunt.write(api.yaml() + configuration(web_service()))


def serial(lab, api):
    said = lab.topology["client"].run("openssl", "s_client", "-connect", f"{ADDRESS}:{PORT}", input="", check=False).stdout
    return lab.topology["client"].run("openssl", "x509", "-noout", "-serial", input=said).stdout.strip()


@scenario("a reload takes a new certificate, and is refused with one that does not fit")
def certificates(lab):
    api = Api(lab)
    serve(lab, api)
    first = serial(lab, api)
    other = api.authority.issue("other", ADDRESS)
    api.put(f"{lab.home}/ca/first.pem", f"{other}.key")
    line = lab.shunt.ask("reload", check=False)
    expect_equal(line.returncode, 1, "exit status of a reload with another's key")
    expect("is not the key of the certificate" in line.stderr, line.stderr)
    write(f"{api.tls}.pem", "no certificate\n")
    expect("holds no certificate" in lab.shunt.ask("reload", check=False).stderr, "a file that is none")
    run(["openssl", "req", "-x509", "-newkey", "rsa:512", "-nodes", "-keyout", f"{api.tls}.key", "-out", f"{api.tls}.pem",
         "-subj", "/CN=short"])
    expect("cannot be used for TLS: ee key too small" in lab.shunt.ask("reload", check=False).stderr, "a key that is too short")
    expect_equal(serial(lab, api), first, "the certificate after refused reloads")
    expect_equal(api.ask(*ALICE)[0], 200, "answer after refused reloads")
    api.renew("second")
    lab.shunt.ask("reload")
    expect(serial(lab, api) != first, "the certificate after a reload")
    expect_equal(api.ask(*ALICE)[0], 200, "answer by the new one")


@scenario("who is taken from the users may not ask after a reload, and loses the events")
def taken(lab):
    api = Api(lab)
    serve(lab, api)
    expect_equal(api.ask(*ALICE)[0], 200, "before")
    events = lab.topology["client"].start("curl", "-sN", "--cacert", api.authority.certificate, *ALICE,
                                          f"https://{ADDRESS}:{PORT}/v1/events", log=f"{lab.home}/events.log")
    wait_until("two events", lambda: events.output().count("event: ") >= 2)
    lines = [line for line in open(api.users, encoding="utf-8") if not line.startswith("alice")]
    write(api.users, "".join(lines))
    lab.shunt.ask("reload")
    wait_until("the end of the events", lambda: not events.running())
    expect_equal(api.ask(*ALICE)[0], 401, "after")
    expect_equal(api.ask(*bearer(api.token()))[0], 200, "the token")


@scenario("a listener moves from loopback to all addresses at the same port")
def moves(lab):
    api = Api(lab)
    lab.decapsulate()
    lab.serve(f"api: {{listen: 127.0.0.1:{PORT}}}\n" + configuration(web_service()))
    api.add_users()
    said = lab.shunt.reload(api.yaml(listen=f"0.0.0.0:{PORT}") + configuration(web_service()))
    expect("cannot listen" not in said.stdout + said.stderr, said)
    expect_equal(api.ask(*ALICE)[0], 200, "off loopback")


@scenario("shunt password makes lines that crypt(3) knows, and tokens that only their owner reads", lab=False)
def passwords(binary):
    import crypt
    import tempfile
    from lab.command import run
    line = run([binary, "password", "alice"], input="secret\nmore\n").stdout
    name, hashed = line.strip().split(":")
    expect_equal((name, crypt.crypt("secret", hashed)), ("alice", hashed), "the line")
    for arguments, text in ((["a b"], ""), (["alice"], "\n"), (["alice"], "x" * 600 + "\n")):
        failed_line(run([binary, "password", *arguments], input=text, check=False))
    with tempfile.TemporaryDirectory() as home:
        run([binary, "password", "p", "--token", f"{home}/token"])
        expect_equal(os.stat(f"{home}/token").st_mode & 0o777, 0o600, "mode of the token")
        failed_line(run([binary, "password", "p", "--token", f"{home}/token"], check=False))


if __name__ == "__main__":
    main()
