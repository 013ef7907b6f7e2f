"""Checks the served mock as a stranger would, on a clock that flows: what a run decides must be right.

    run.py STANDIN fast            a world at rate 120 over TLS, an hour's lifetime included
    run.py STANDIN slow [RUNS]     worlds at rate 0.5, side by side, through a proxy that adds 0 to 500 ms of latency by chance

Every second world of `slow` breaks a clause: its grace ends after 119 seconds. No run may call the right ones wrong or the wrong
ones right. Says how much was inconclusive, and ends with 1 if a verdict was wrong.
"""

import asyncio
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

from latency import proxy

# What a world with a grace of 119 seconds breaks: these clauses' verdicts tell it from a right one.
BROKEN = "grace-of-119-seconds"
SIDES = ["hyper.grace.access-token", "hyper.grace.access-token-ends"]
WORST_FIRST = ["fail", "error", "inconclusive", "blocked", "pass"]
UNLIMITED = {"max_posts": "off", "refresh_limit": "off"}


def serve(standin, folder, *options):
    """Starts the mock; returns its process and what its ready file says."""
    ready = os.path.join(folder, "ready.json")
    command = [standin, "serve", "-q", "--port", "0", "--control-port", "0", "--ready-file", ready, *options]
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL)
    for _ in range(200):
        if os.path.exists(ready):
            with open(ready) as file:
                return process, json.load(file)
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("the mock does not serve")


def world(control, name, clock, instances):
    """Makes a world; returns its instances with their credentials."""
    body = json.dumps({"clock": clock, "instances": instances}).encode()
    request = urllib.request.Request(f"{control}/worlds/{name}", body, {"Content-Type": "application/json"}, method="PUT")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["instances"]


def describe(folder, name, instances, more, port=None):
    """Writes a target file of these instances, their secrets beside it; returns its path."""
    lines = ["api: hyper", f"name: {name}", *more, "instances:"]
    for instance, (view, settings) in instances.items():
        url = view["base_url"] if port is None else at_port(view["base_url"], port)
        lines += [f"  {instance}:", f"    base_url: {url}", f"    settings: {json.dumps(settings)}", "    credentials:"]
        for credential, value in view["credentials"].items():
            path = os.path.join(folder, f"{name}.{instance}.{credential}")
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(value)
            lines.append(f"      {credential}: {{file: {os.path.basename(path)}}}")
    path = os.path.join(folder, f"{name}.yaml")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    return path


def at_port(url, port):
    scheme, rest = url.split("://")
    host, path = rest.split("/", 1)
    return f"{scheme}://{host.rsplit(':', 1)[0]}:{port}/{path}"


def pool(count, more):
    """Instances that are set up in either mode, and with what more, and what was said of each."""
    modes = ("replaceable", "constant")
    settings = {f"{mode[0]}{at}-{number}": {"refresh_token": mode, **with_} for at, with_ in enumerate(more) for number in range(count) for mode in modes}
    return {name: {"api": "hyper", "settings": said} for name, said in settings.items()}, settings


def counted(report):
    """How many checks have each verdict, of those that were asked."""
    checks = [check for case in report["cases"] for step in case["steps"] for check in step.get("checks", [])]
    return collections.Counter(check["verdict"] for check in checks)


def told(report, verdicts):
    """The checks that have one of these verdicts, a line each."""
    checks = [(case["id"], step["place"], check) for case in report["cases"] for step in case["steps"] for check in step.get("checks", [])]
    return [f"{case}, {place}: {check.get('clause')}: {check['expected']}; got {check['got']}" for case, place, check in checks if check["verdict"] in verdicts]


def number(pattern, text):
    found = re.search(pattern, text)
    return float(found.group(1)) if found else None


def share(count):
    decided = count["pass"] + count["fail"] + count["warning"] + count["inconclusive"]
    return f"{count['inconclusive']} of {decided} checks inconclusive ({100 * count['inconclusive'] / max(decided, 1):.1f} %)"


def read(path):
    with open(path) as file:
        return json.load(file)


def fast(standin):
    with tempfile.TemporaryDirectory() as folder:
        process, ready = serve(standin, folder, "--tls", "--tls-ca-file", "ca.pem", "--read-timeout", "120s")
        try:
            specs, settings = pool(8, [{}, {"life_hours": 2}])
            views = world(ready["control_url"], "fast", {"mode": "rate", "rate": 120}, specs)
            instances = {name: (view, settings[name]) for name, view in views.items()}
            path = describe(folder, "fast", instances, ["tls: {ca: ca.pem}", "clock: {rate: 120}", "allow: [rate-limits]"])
            report = os.path.join(folder, "report.json")
            begun = time.monotonic()
            command = [standin, "check", "--target", path, "--max-wait", "35s", "--report", f"json={report}"]
            run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            took, report = time.monotonic() - begun, read(report)
        finally:
            process.terminate()
            process.wait()
    count = counted(report)
    clauses = {clause["id"]: clause["verdict"] for clause in report["clauses"]}
    print("fast: " + next(line for line in run.stderr.splitlines() if "will be played" in line).removeprefix("standin: "))
    print("fast: " + next((line for line in run.stderr.splitlines() if "all were played after" in line), "nothing was played again").removeprefix("standin: "))
    print(f"fast: exit {run.returncode} after {took:.1f} s, {dict(count)}; {share(count)}")
    least, once = number(r"at least (\d+) s", run.stderr), number(r"all were played after ([0-9.]+) s", run.stderr) or took
    hour = [case["verdict"] for case in report["cases"] if "opens-calls-for-one-hour-by-default" in case["id"]]
    print(f"fast: an hour's lifetime: {hour}")
    if not least or once > 1.05 * least:
        raise SystemExit(f"fast: the schedule was to take {least} s, and took {once} s")
    wrong = [clause for clause, verdict in clauses.items() if verdict in ("fail", "error")]
    if run.returncode != 5 or wrong or count["pass"] < 100 or not hour or any(verdict == "not-run" for verdict in hour):
        raise SystemExit("\n".join([f"fast: wrong: {wrong}", *told(report, ("fail", "error"))]))


async def slow(standin, runs):
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        process, ready = serve(standin, folder)
        try:
            done = await asyncio.gather(*[one(standin, folder, ready, number) for number in range(runs)])
        finally:
            process.terminate()
            process.wait()
    count, wrong = collections.Counter(), [why for _, _, why in done if why]
    for counts, _, _ in done:
        count += counts
    sides = collections.Counter(side for _, verdicts, _ in done for side in verdicts)
    print(f"slow: {runs} runs in {time.monotonic() - begun:.0f} s, {dict(count)}; {share(count)}")
    print(f"slow: {dict(sorted(sides.items()))}")
    if wrong:
        raise SystemExit("slow: wrong:\n" + "\n".join(wrong))
    if count["pass"] == 0 or (runs > 1 and count["fail"] == 0):
        raise SystemExit("slow: nothing was decided")


async def one(standin, folder, ready, number):
    """One run in a world of its own; every second one breaks a clause."""
    name, broken = f"world-{number}", number % 2 == 1
    specs, settings = pool(2, [{"life_hours": 2, **UNLIMITED}])
    for spec in specs.values():
        spec.update({"deviation": BROKEN} if broken else {})
    views = await asyncio.to_thread(world, ready["control_url"], name, {"mode": "rate", "rate": 0.5}, specs)
    port = int(next(iter(views.values()))["base_url"].split("://")[1].split("/")[0].rsplit(":", 1)[1])
    server, port = await proxy(port, 0.5, number)
    path = describe(folder, name, {name: (view, settings[name]) for name, view in views.items()}, ["clock: {rate: 0.5}"], port)
    report = os.path.join(folder, f"{name}.json")
    options = ["--clause", SIDES[0], "--clause", SIDES[1], "--max-wait", "400s", "--report", f"json={report}"]
    null = asyncio.subprocess.DEVNULL
    check = await asyncio.create_subprocess_exec(standin, "check", "-q", "--target", path, *options, stdin=null, stdout=null, stderr=null)
    code = await check.wait()
    server.close()
    report = read(report)
    checks = [check for case in report["cases"] for step in case["steps"] for check in step.get("checks", [])]
    made = {side: [check["verdict"] for check in checks if check.get("clause") == side and check["verdict"] != "not-run"] for side in SIDES}
    verdicts = {side: next((word for word in WORST_FIRST if word in words), "nothing") for side, words in made.items()}
    kind = "broken" if broken else "right"
    right = verdicts[SIDES[0]] != "pass" if broken else "fail" not in verdicts.values()
    failed = [clause["id"] for clause in report["clauses"] if clause["verdict"] in ("fail", "error")]
    why = None if right and (broken or not failed) else "\n".join([f"{name} ({kind}): exit {code}, {verdicts}, failed {failed}", *told(report, ("fail", "error"))])
    return counted(report), [f"{kind}: {clause} {verdict}" for clause, verdict in verdicts.items()], why


def main():
    standin, what = os.path.realpath(sys.argv[1]), sys.argv[2]
    if what == "fast":
        fast(standin)
    else:
        asyncio.run(slow(standin, int(sys.argv[3]) if len(sys.argv) > 3 else 200))


if __name__ == "__main__":
    main()
