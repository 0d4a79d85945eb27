# SPDX-License-Identifier: Apache-2.0
"""Pictures of the web page, taken in a lab with traffic: tools/pictures builds first, then runs this."""

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from lab.browser import Browser  # noqa: E402
from lab.lab import Lab  # noqa: E402
from lab.requests import going_on  # noqa: E402
from lab.shunt import configuration, web_service  # noqa: E402
from lab.topology import VIP4, VIP6  # noqa: E402

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../docs/pictures")
LISTEN = "127.0.0.1:9977"
HEALTH = "{type: http, path: /page, interval: 1s, timeout: 500ms, rise: 2, fall: 2}"
LOADS = (2, 5, 9, 6, 3, 7)  # requests at a time, a minute each


def service(name, family):
    made = web_service(inner=family)
    made.name = name
    made.options.update(health=HEALTH, passive="warn")
    return made


def serve(lab):
    lab.decapsulate()
    lab.serve(f"api: {{listen: {LISTEN}}}\n" + configuration(service("web", 4), service("web-ipv6", 6)))


def traffic(lab, seconds, load):
    """So many requests at a time, over both families."""
    os.makedirs(f"{lab.home}/v6", exist_ok=True)
    with going_on(lab.client, VIP4, lab.home, "--parallel", str(load), "--pause", "0.05"), \
            going_on(lab.client, VIP6, f"{lab.home}/v6", "--parallel", str(max(1, load // 2)), "--pause", "0.05"):
        time.sleep(seconds)


def take(browser, name, view="", width=1280, height=800, scheme="light", whole=False, scale=1):
    browser.size(width, height, scale)
    browser.prefer(prefers_color_scheme=scheme)
    browser.open(f"http://{LISTEN}/{view}")
    browser.wait("document.querySelector('.chart canvas') !== null")
    browser.wait("[...document.querySelectorAll('.tiles dd, td.number')].some((cell) => /^[1-9].*\\/s$/.test(cell.innerText))")
    time.sleep(3)  # rates of some seconds
    browser.screenshot(f"{FOLDER}/{name}.png", whole)
    print(f"docs/pictures/{name}.png: {os.path.getsize(f'{FOLDER}/{name}.png') // 1024} KiB", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--minutes", type=float, default=12)
    arguments = parser.parse_args()
    os.makedirs(FOLDER, exist_ok=True)
    with Lab("shunt-pictures", arguments.build) as lab:
        serve(lab)
        minutes = max(2, int(arguments.minutes))
        for minute in range(minutes):
            if minute == minutes - 3:
                lab.web["b2"].stop()
            if minute == minutes - 2:
                lab.web["b2"].bring_back()
            traffic(lab, 60, LOADS[minute % len(LOADS)])
        lab.web["b3"].stop()
        with Browser(lab.shunt.namespace, f"{lab.home}/chromium") as browser, \
                going_on(lab.client, VIP4, lab.home, "--parallel", "5", "--pause", "0.05"):
            time.sleep(5)  # until the checks know
            take(browser, "overview-light", height=1010)
            take(browser, "overview-dark", height=1010, scheme="dark")
            take(browser, "service", "#/services/web", height=1330)
            take(browser, "interfaces", "#/interfaces", height=840)
            take(browser, "phone", width=360, height=780)


if __name__ == "__main__":
    main()
