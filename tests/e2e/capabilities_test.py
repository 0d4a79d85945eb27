# SPDX-License-Identifier: Apache-2.0
"""Commands that lack a capability say which."""

from scenario import expect, expect_equal, failed_line, main, scenario
from lab.shunt import configuration, web_service

NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups"]


def without(capability):
    """Root, but for one capability: setpriv's arguments."""
    return [f"--bounding-set=-{capability}"]


def refused(namespace, limits, *command):
    """The one line of a command that fails with these limits."""
    return failed_line(namespace.run("setpriv", *limits, *command, check=False))


@scenario("shunt decap without CAP_SYS_ADMIN names it where it is needed")
def decap_without(lab):
    backend, pins = lab.topology["b1"], ["--pin-dir", f"{lab.home}/bpf/b1"]
    decap = [lab.binary, "decap", "eth0", *pins]
    backend.run(*decap)
    for options in ([], ["--off"]):
        line = refused(backend, without("sys_admin"), *decap, *options)
        expect(line.endswith("run as root, or give it CAP_SYS_ADMIN\n"), line)
    backend.run(*decap, "--stats")
    backend.run(*decap, "--off")


@scenario("shunt decap by somebody else than root is refused as such")
def decap_nobody(lab):
    backend, pins = lab.topology["b1"], ["--pin-dir", f"{lab.home}/bpf/b1"]
    decap = [lab.binary, "decap", "eth0", *pins]
    backend.run(*decap)
    for options in ([], ["--off"], ["--stats"]):
        line = refused(backend, NOBODY, *decap, *options)
        expect("ermi" in line and "run as root, or give it CAP_" in line, line)  # Permission denied, not permitted
        expect("nothing is pinned" not in line, line)


@scenario("shunt unload without a capability names it and removes nothing")
def unload_without(lab):
    lab.serve(configuration(web_service()), "--on-stop", "keep")
    lab.shunt.stop()
    unload = [lab.binary, "unload", "--pin-dir", lab.shunt.pins]
    for capability in ("net_admin", "sys_admin"):
        line = refused(lab.shunt.namespace, without(capability), *unload)
        expect(line.endswith(f"run as root, or give it CAP_{capability.upper()}\n"), line)
    line = refused(lab.shunt.namespace, NOBODY, *unload)
    expect("run as root, or give it CAP_NET_ADMIN" in line, line)
    result = lab.shunt.namespace.run(*unload)
    expect_equal(result.stdout.splitlines()[:2], ["eth0: detached", "eth1: detached"], "what is left to unload")


if __name__ == "__main__":
    main()
