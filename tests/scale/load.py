"""Asks a service for rewards without pause until the file STOP is there, and checks each answer: python3 load.py URL CLIENTS STOP.

A request that is not answered (connection broken, 429, 502, 503, 504) is sent again, as the clients of trainers do. Prints one JSON line;
the exit status is 1 when a request was lost or a reward wrong."""
import itertools
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request

RETRIED = {429, 502, 503, 504}
PATIENCE = 120


def ask(url, number):
    """The rewards of a right and a wrong answer, and how often the request was sent again."""
    body = json.dumps({"rubric": "math", "groups": [{"id": str(number), "reference": str(number), "completions": [
        "\\boxed{%d}" % number, "\\boxed{%d}" % (number + 1)]}]}).encode()
    until, tries = time.monotonic() + PATIENCE, 0
    while True:
        try:
            request = urllib.request.Request(url + "/score", body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=60) as answer:
                document = json.load(answer)
            assert document["groups"][0]["id"] == str(number)
            return [result["reward"] for result in document["results"]], tries
        except urllib.error.HTTPError as refusal:
            if refusal.code not in RETRIED or time.monotonic() > until:
                raise
        except (OSError, ValueError):
            if time.monotonic() > until:
                raise
        tries += 1
        time.sleep(min(0.1 * tries, 2))


def main(url, clients, stop):
    numbers, lock, wrong, lost, again, requests = itertools.count(1), threading.Lock(), [], [], [0], [0]

    def client():
        while not os.path.exists(stop):
            with lock:
                number = next(numbers)
                requests[0] = number
                if number % 50 == 0:
                    print(number, file=sys.stderr, flush=True)
            try:
                rewards, tries = ask(url, number)
            except Exception as fault:  # whatever it was, the request has no answer
                with lock:
                    lost.append(f"{number}: {fault}")
                continue
            with lock:
                again[0] += tries
                if rewards != [1, 0]:
                    wrong.append(number)

    started = time.monotonic()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - started
    print(json.dumps({"requests": requests[0], "lost": lost, "wrong": wrong, "sent_again": again[0], "seconds": round(seconds, 1),
                      "requests_per_second": round(requests[0] / seconds, 1)}))
    return 1 if lost or wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), int(sys.argv[2]), sys.argv[3]))
