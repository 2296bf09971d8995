"""The other side of the client in these tests: the real service, a line to it that can be counted and cut, and a server that plays a script."""
import atexit
import http.server
import json
import os
import pathlib
import re
import socket
import subprocess
import threading
import time
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
EXECUTABLE = os.environ.get("VERIFIERS_EXECUTABLE", str(REPOSITORY / "src/Api/bin/Release/net10.0/verifiers"))
PATIENCE = 120.0
HANG_UP = "a header that is not sent: the connection ends after the answer, unannounced"


class Service:
    """`verifiers serve` in a process of its own."""

    def __init__(self, *settings, address="http://127.0.0.1:0", environment=None):
        self.process = subprocess.Popen([EXECUTABLE, "serve", "--urls", address, *settings], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        env={**os.environ, **(environment or {})})
        atexit.register(self.kill)
        log = []
        for line in self.process.stdout:
            log.append(line)
            found = re.search(r"listening on: (https?://[\d.:]+)", line)
            if found:
                self.url = found.group(1)
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return
        raise RuntimeError("The service ended: " + "".join(log))

    def kill(self):
        """Ends it as a crash does."""
        self.process.kill()
        self.process.wait()

    def busy_slots(self):
        with urllib.request.urlopen(self.url + "/readyz", timeout=30) as answer:
            return json.load(answer)["slots"]["busy"]


_shared = {}


def shared(name="whole"):
    """A service for all tests: `whole`, or `without_sandbox`, which cannot judge programs."""
    if name not in _shared:
        settings = {"whole": ["--Sandbox:Launchers", "bubblewrap", "--Sandbox:Slots", "3", "--Engine:SandboxConcurrency", "3"], "without_sandbox": ["--Sandbox:Launchers", "bubblewrap", "--Sandbox:BubblewrapPath", "/nonexistent/bwrap"]}
        _shared[name] = Service(*settings[name])
    return _shared[name]


def until(is_so):
    """Waits for a condition."""
    ends = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > ends:
            raise AssertionError("It never became so.")
        time.sleep(0.02)


class Line:
    """Forwards connections to a service and counts them."""

    def __init__(self, url):
        host, port = url.split("//")[1].split(":")
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self._listener.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            far = socket.create_connection(self._target)
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._forward, args=(source, sink), daemon=True).start()

    @staticmethod
    def _forward(source, sink):
        try:
            while True:
                data = source.recv(1 << 16)
                if not data:
                    break
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            sink.close()


def results_of(body):
    """An answer to a request in which everything is right."""
    request = json.loads(body)
    samples = [{"group": group["id"]} for group in request.get("groups", []) for _ in group["completions"]] or request["samples"]
    groups = dict.fromkeys(sample.get("group") for sample in samples if sample.get("group") is not None)
    part = {"name": "math", "verifier": "math", "verdict": "correct", "reason": "exact", "explanation": "Equal."}
    return {"results": [{"id": sample.get("id"), "group": sample.get("group"), "reward": 1, "verdict": "correct", "components": [part]} for sample in samples],
            "groups": [{"id": name} for name in groups], "engine": {"version": "0", "rubric": "math", "rubric_hash": "0"}}


class Script:
    """A server that answers its nth request with the nth step, and all others as if everything were right.

    A step is a status, (status, headers, body), or a function of the request's body to one of these. It keeps what it was sent, and when.
    """

    def __init__(self, *steps):
        self.steps, self.requests, self.connections = list(steps), [], 0
        script = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                script.connections += 1

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                script.requests.append((time.monotonic(), self.path, self.headers, body))
                step = script.steps.pop(0) if script.steps else 200
                step = step(body) if callable(step) else step
                status, headers, text = step if isinstance(step, tuple) else (step, {}, None)
                if text is None:
                    text = json.dumps(results_of(body) if status == 200 else {"status": status, "title": "Refused.", "detail": "As the script says."}).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **headers}.items():
                    if value is not None:
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)
                self.close_connection = self.close_connection or headers.get("Connection") == "close" or HANG_UP in headers

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = "http://127.0.0.1:%d" % self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def program(text, output="7", **limits):
    """A sample for the verifier `code`."""
    return {"completion": f"```python\n{text}\n```",
            "reference": {"mode": "stdin", "language": "python", "tests": [{"input": "", "output": output}], **({"limits": limits} if limits else {})}}


SLEEPING = program("import time\ntime.sleep(100)", wall_seconds=60)
