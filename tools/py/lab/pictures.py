# SPDX-License-Identifier: Apache-2.0
"""Pictures of the web page and of the dashboard, taken in labs with traffic: tools/pictures builds first, then runs this."""

import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from lab.browser import Browser  # noqa: E402
from lab.incidents import story_of_dashboard  # noqa: E402
from lab.lab import Lab  # noqa: E402
from lab.png import make_smaller  # noqa: E402
from lab.requests import going_on  # noqa: E402
from lab.shunt import configuration, web_service  # noqa: E402
from lab.topology import VIP4, VIP6  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "../../../docs/pictures")
LISTEN = "127.0.0.1:9977"
HEALTH = "{type: http, path: /page, interval: 1s, timeout: 500ms, rise: 2, fall: 2}"
LOADS = (2, 5, 9, 6, 3, 7)  # requests at a time, a minute each
PAGES = {"overview-light": {"height": 1010}, "overview-dark": {"height": 1010, "scheme": "dark"},
         "service": {"view": "#/services/web", "height": 1330}, "interfaces": {"view": "#/interfaces", "height": 840},
         "phone": {"width": 360, "height": 780}}


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
    save(browser, name, whole)


def save(browser, name, whole, smaller=False):
    file = f"{FOLDER}/{name}.png"
    browser.screenshot(file, whole)
    if smaller:
        make_smaller(file)
    print(f"docs/pictures/{name}.png: {os.path.getsize(file) // 1024} KiB", flush=True)


def pages(build, minutes, names):
    """Pictures of the web page, after an outage of b2 and at the beginning of one of b3."""
    with Lab("shunt-pictures", build) as lab:
        serve(lab)
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
            for name in names:
                take(browser, name, **PAGES[name])


def draw(what, namespace, home):
    """Takes the picture of the dashboard. what: of story_of_dashboard(); home: a folder for the browser's files."""
    with Browser(namespace, home) as browser:
        browser.size(1280, 1000)
        browser.open(f"file://{HERE}/dashboard.html")
        browser.wait("typeof draw === 'function' && typeof Dygraph === 'function'")
        empty = browser.run(f"draw({json.dumps(what)})")
        browser.size(1280, browser.run("document.documentElement.scrollHeight"))
        time.sleep(1)  # dygraphs draws again
        if browser.errors or any(not url.startswith("file:") for url in browser.requests):
            raise SystemExit(f"the page of the dashboard: {browser.errors}; it asked for {browser.requests}")
        save(browser, "dashboard", whole=False, smaller=True)
    print(f"panels without data: {', '.join(empty) or 'none'}", flush=True)


def dashboard(build, minutes):
    """What the dashboard's queries find, drawn by dashboard.js: Grafana is in no archive of Debian's."""
    with Lab("shunt-dashboard", build) as lab:
        draw(story_of_dashboard(lab, minutes), lab.shunt.namespace, f"{lab.home}/chromium")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--minutes", type=int, default=12)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    names, minutes = arguments.names or [*PAGES, "dashboard"], max(2, arguments.minutes)
    if unknown := set(names) - {*PAGES, "dashboard"}:
        parser.error(f"no picture {', '.join(sorted(unknown))}; there are {', '.join([*PAGES, 'dashboard'])}")
    os.makedirs(FOLDER, exist_ok=True)
    if wanted := [name for name in names if name in PAGES]:
        pages(arguments.build, minutes, wanted)
    if "dashboard" in names:
        dashboard(arguments.build, minutes)


if __name__ == "__main__":
    main()
