# SPDX-License-Identifier: Apache-2.0
"""Makes the tables of bench/README.md from the JSON lines that the benchmarks print.

usage: report.py FOLDER [--write README]
"""

import datetime
import json
import os
import pathlib
import platform
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools/py"))

import document  # noqa: E402 the path above comes first

BEGIN, END = "<!-- results: written by tools/bench -->", "<!-- end of results -->"


def read(folder):
    """All JSON objects of a folder's *.jsonl, by benchmark."""
    found = {}
    for file in sorted(pathlib.Path(folder).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.setdefault(row["bench"], []).append(row)
    return found


def cpu_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def machine():
    date = datetime.date.today().isoformat()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (f"Linux {platform.release()}, {cpu_model()}, {os.cpu_count()} processors, {date}. Load average at the end "
            f"(1, 5, 15 minutes): {load}.")


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def verdict(value, target, most=True):
    """The target and whether it is met; `most`: the target is an upper bound."""
    met = value <= target if most else value >= target
    return f"{target:g}, {'met' if met else f'missed by {abs(value / target - 1):.0%}'}"


def packet_cost(rows):
    """One line a case, its flows side by side."""
    cases = {}
    for row in rows:
        cases.setdefault(row["case"], []).append(row)
    lines = []
    for name, flows in cases.items():
        worst = max(row["ratio"] for row in flows)
        target = verdict(worst, flows[0]["target"]) if "target" in flows[0] else ""
        lines.append([name, *(f"{row['ratio']:.2f} ({row['net_ns']:.0f})" for row in flows),
                      " / ".join(f"{row['least_ratio']:.2f}" for row in flows),
                      flows[0].get("ratio_head_moved_if_needed", ""), target])
    return "\n\n".join([
        "### Cost of a packet", "Ratio to a bare XDP_TX, median; in brackets the net nanoseconds. \"Least\" is from the least of "
        "all blocks of 100,000 rounds. The ratio with the head moved only if needed is for comparison with methods that charge "
        "the program for undoing its own head move. The target holds for the greatest of the three medians.",
        table(["case", "1 flow", "131,072 flows", "1,048,576 flows", "least, 1 / 131k / 1M", "head moved if needed, 1 flow",
               "target"], lines)])


def live(rows):
    lines = [[row["path"], f"{row['mpps']:.2f}", f"{row['share_percent']:.0f}%",
              verdict(row["share_percent"], row["target"], most=False) if "target" in row else ""] for row in rows]
    return "\n\n".join(["### Live frames over veth, one processor",
                        table(["path", "Mpps", "share of the bare XDP_TX bounce", "target, %"], lines)])


def control_plane(found):
    lines = []
    for row in found.get("scheduler", []):
        if row["slots"] == 65537 and row["backends"] == 1000:
            lines.append([f"table of 65,537 slots, 1,000 backends, weights {row['weights']}, ms",
                          f"{row['build_us'] / 1000:.2f}", verdict(row["build_us"] / 1000, 3)])
    for row in found.get("index", []):
        lines.append([f"index of {row['services']:,} services, {row['keys']:,} keys, ms", f"{row['build_us'] / 1000:.2f}", ""])
    for row in found.get("memory", []):
        lines.append([f"memory of all maps, {row['services']} services, MiB (as the kernel charges it)",
                      f"{row['map_mib']:.1f} ({row['kernel_mib']:.1f})", verdict(row["kernel_mib"], 32)])
    for row in found.get("reload", []):
        last = row["services"] == 10000
        whole = row["parse_ms"] + row["publish_ms"]
        name = f"one backend of {row['services']:,} services changed"
        lines += [[f"{name}: parse and publish, ms (CPU time)", f"{whole:.0f} ({row['cpu_ms']:.0f})",
                   verdict(whole, 1000) if last else ""],
                  [f"{name}: of which publishing (map_time), ms", f"{row['map_ms']:.1f}",
                   verdict(row["map_ms"], 50) if last else ""],
                  [f"first publication of {row['services']:,} services, ms", f"{row['first_publish_ms']:.0f}", ""]]
    for row in found.get("reload_command", []):
        last = row["services"] == 10000
        name = f"`shunt reload`, one backend of {row['services']:,} services changed"
        lines += [[f"{name}: from start to end of the command, ms", f"{row['wall_ms']:.0f}",
                   verdict(row["wall_ms"], 1000) if last else ""],
                  [f"{name}: of which publishing (map_time), ms", f"{row['map_ms']:.1f}",
                   verdict(row["map_ms"], 50) if last else ""]]
    return "### Control plane\n\n" + table(["what", "measured", "target"], lines)


def tracking(found):
    lines = []
    for row in found.get("sweep", []):
        million = row["flows"] == 1_000_000
        lines += [[f"flow table of {row['flows']:,} flows, MiB", f"{row['mib']:.1f}", verdict(row["mib"], 128) if million else ""],
                  [f"of {row['flows']:,} flows, without a place", row["refused"], ""],
                  [f"sweep of {row['flows']:,} flows, ms (longest part)", f"{row['sweep_ms']:.1f} ({row['part_ms']:.1f})",
                   verdict(row["sweep_ms"], 250) if million else ""]]
    for row in found.get("change", []):
        share = row["tracked"] / row["slots"] * 100
        lines.append([f"{row['what']}: slots that move / that look flows up, of {row['slots']:,}",
                      f"{row['moved']} / {row['tracked']} ({share:.1f}%)",
                      verdict(share, 2.5) if row["what"].startswith("drain") else ""])
    for row in found.get("disable", []):
        lines.append([f"disable one backend, beside {row['services'] - 1:,} other services: until no slot names it, ms",
                      f"{row['ms']:.3f}", ""])
    for row in found.get("disable_command", []):
        lines.append(["request to disable until the last packet at the backend, median of "
                      f"{row['runs']}, ms (worst)", f"{row['ms']:.2f} ({row['worst_ms']:.1f})", verdict(row["ms"], 2)])
    return ("### Tracking\n\nBalancers that track every flow look up all packets of all flows; here only those of the slots that look "
            "flows up.\n\n" + table(["what", "measured", "target"], lines))


def health(found):
    lines = []
    for row in found.get("failure_command", []):
        lines.append(["last failed probe until the last packet at that backend, median of "
                      f"{row['runs']}, ms (worst)", f"{row['ms']:.2f} ({row['worst_ms']:.1f})", verdict(row["ms"], 2)])
    targets = {"tcp": 15, "http": 30}
    for row in found.get("probes_command", []):
        name = f"{row['backends']:,} backends once a second, {row['case']}"
        lost = f"; {row['failed']} failed, {row['unable']} unable" if row["failed"] + row["unable"] else ""
        lines += [[f"{name}: percent of a processor (in the kernel)", f"{row['percent']:.1f} ({row['system']:.1f}){lost}",
                   verdict(row["percent"], targets[row["case"]]) if row["case"] in targets else ""],
                  [f"{name}: resident, MiB (without what is shared with the kernel's maps and files)",
                   f"{row['resident_mib']:.0f} ({row['own_mib']:.0f})", verdict(row["resident_mib"], 64)]]
    return "### Health checks\n\n" + table(["what", "measured", "target"], lines)


def metrics(found):
    lines = []
    for row in found.get("scrape_command", []):
        kind = "with a check" if row["checked"] else "without checks"
        lines.append([f"{row['services']:,} services of 10 backends {kind}, {row['form']}: processor time of the controller, ms "
                      "(until the last byte has come)", f"{row['cpu_ms']:.0f} ({row['wall_ms']:.0f}); {row['samples']:,} samples, "
                      f"{row['mib']:.1f} MiB of text; resident {row['resident_mib']:.0f} MiB before, {row['peak_mib']:.0f} at most",
                      verdict(row["cpu_ms"], 150) if row["services"] == 1000 else ""])
    return "### Metrics\n\n" + table(["one scrape", "measured", "target"], lines)


def flows(found):
    lines = [[f"{row['question']}, of {row['flows']:,}", f"{row['work_ms']:.0f}", f"{row['longest_ms']:.2f}", f"{row['cpu_ms']:.0f}",
              f"{row['wall_ms']:.0f}", f"{row['resident_mib']:.0f} / {row['peak_mib']:.0f}"] for row in found["flows_command"]]
    return "### shunt flows\n\n" + table(
        ["", "work of the controller, ms", "longest in one go, ms", "its processor time, ms", "until the command has ended, ms",
         "resident MiB before / at most"], lines)


def top(found):
    lines = [[f"{row['services']:,} services of 10 backends: {row['case']}", f"{row['controller_ms']:.0f}", f"{row['client_ms']:.0f}"]
             for row in found["top_command"]]
    return "### shunt top\n\n" + table(["one look", "processor time of the controller, ms", "of the client, ms"], lines)


def page(found):
    lines = [[f"1,000 services of 10 backends: {row['what']}, processor ms (KiB)", f"{row['ms']:.2f} ({row['kib']:,})"]
             for row in found.get("page", [])]
    for row in found.get("page_command", []):
        size = f"{row['services']:,} services of 10 backends"
        lines += [[f"{size}: percent of a processor, nobody looks (one client at the events)",
                   f"{row['rest_percent']:.1f} ({row['page_percent']:.1f})"],
                  [f"{size}: own memory at the start, and when the history is there, MiB", f"{row['mib_at_start']:.1f}, {row['mib_later']:.1f}"],
                  *([f"{size}: {path}, processor ms (KiB)", f"{row[name + '_ms']:.1f} ({row[name + '_kib']:,})"]
                    for name, path in (("overview", "/v1/overview"), ("every_service", "/v1/history?every=service"), ("history", "/v1/history")))]
    return "### The page\n\n" + table(["what", "measured"], lines)


def tables(found):
    parts = [machine()]
    if "packet_cost" in found:
        parts.append(packet_cost(found["packet_cost"]))
    if "live" in found:
        parts.append(live(found["live"]))
    if {"scheduler", "index", "memory", "reload", "reload_command"} & found.keys():
        parts.append(control_plane(found))
    if {"sweep", "change", "disable", "disable_command"} & found.keys():
        parts.append(tracking(found))
    if {"failure_command", "probes_command"} & found.keys():
        parts.append(health(found))
    if "scrape_command" in found:
        parts.append(metrics(found))
    if "flows_command" in found:
        parts.append(flows(found))
    if "top_command" in found:
        parts.append(top(found))
    if {"page", "page_command"} & found.keys():
        parts.append(page(found))
    return "\n\n".join(parts)


def main(arguments):
    if not arguments or len(arguments) not in (1, 3):
        sys.exit(__doc__.strip())
    text = tables(read(arguments[0]))
    print(text)
    if len(arguments) == 3 and arguments[1] == "--write":
        document.write(arguments[2], BEGIN, END, text)


if __name__ == "__main__":
    main(sys.argv[1:])
