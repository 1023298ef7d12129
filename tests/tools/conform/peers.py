"""The programs on the other side: the document's own, Prism, and a recorder between them."""

import http.client
import json
import os
import queue
import resource
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def limited(mebibytes):
    """Bounds the memory of a child, before it begins."""
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))


class Lines:
    """A program that answers each line with a line, in bounded time. It is started again when it has not."""

    def __init__(self, command, **options):
        self.command, self.options, self.process, self.lines = command, options, None, None

    def start(self):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(self.command, **pipes, **self.options)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, args=(self.process.stdout, self.lines), daemon=True).start()

    @staticmethod
    def _read(stdout, lines):
        for line in stdout:
            lines.put(line)
        lines.put(None)

    def exchange(self, message, seconds):
        """The answer; where none comes, why."""
        if self.process is None:
            self.start()
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
            line = self.lines.get(timeout=seconds)
        except (BrokenPipeError, queue.Empty):
            line = None
        if line is not None:
            return json.loads(line), None
        try:
            code = self.process.wait(1)
        except subprocess.TimeoutExpired:
            code = None
        self.stop()
        return None, "the program does not answer" if code is None else f"the program ended with {code}"

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Program(Lines):
    """The document's program."""

    def __init__(self, path, base, memory, environment):
        super().__init__([path, base], preexec_fn=limited(memory), env={**os.environ, **environment})

    def ask(self, command, seconds=40):
        told, why = self.exchange(command, seconds)
        return told or {"outcome": "panic", "why": why}

    def value(self, index, text):
        return self.ask({"do": "value", "index": str(index), "json": text})

    def call(self, index, given):
        return self.ask({"do": "call", "index": str(index), "given": given})


def closed(schema):
    """A schema for the faker, whose members that no schema describes have names of the described ones at times."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: value if key in ("enum", "const") else closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        copy.setdefault("additionalProperties", False)
    return copy


class Faker(Lines):
    """json-schema-faker, which makes values of schemas, not all of them valid. Large values take it seconds, so it is
    not asked any more once its time is over."""

    def __init__(self, node, memory, seconds=60):
        self.left = seconds
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "faker.js")
        super().__init__(["node", f"--max-old-space-size={memory}", script, node])

    def values(self, schema, seed, count):
        # It takes a reference at the root for one to the whole schema.
        definitions = schema["$defs"]
        top = definitions["top"]
        while isinstance(top, dict) and set(top) == {"$ref"}:
            top = definitions[top["$ref"].rpartition("/")[2]]
        if not isinstance(top, dict) or self.left < 0:
            return []
        started = time.monotonic()
        made = (
            self.exchange({"schema": closed({**top, "$defs": definitions}), "seed": seed, "count": count}, 20)[0] or []
        )
        self.left -= time.monotonic() - started
        return [value for value in made if not isinstance(value, dict) or "$defs" not in value]


class Prism:
    """`prism mock --errors`, which refuses what the document does not describe. It is started again when a request has
    ended it."""

    def __init__(self, node, document, memory, log):
        script = os.path.join(node, "@stoplight/prism-cli/dist/index.js")
        self.command = [
            "node",
            f"--max-old-space-size={memory}",
            script,
            "mock",
            "--errors",
            "-h",
            "127.0.0.1",
            "-v",
            "error",
        ]
        self.document, self.log, self.process, self.port, self.is_stopped = document, log, None, None, False
        self.start()

    def start(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [*self.command, "-p", str(self.port), self.document],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def wait(self, seconds):
        """Waits until it answers; tells whether it does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return True
            except OSError:
                time.sleep(0.05)
        return False

    def again(self):
        """Starts it again if it has ended; tells whether it had."""
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            return False
        if self.is_stopped:
            return True
        self.start()
        self.wait(600)
        return True

    def last_words(self):
        """The last error that it wrote."""
        with open(self.log, "rb") as log:
            lines = [line.partition(b"error")[2] for line in log.read()[-4000:].split(b"\n") if b"error" in line]
        return lines[-1].decode("utf-8", "replace").strip()[:200] if lines else ""

    def stop(self):
        self.is_stopped = True
        self.process.kill()
        self.process.wait()


class Double:
    """The gateway double of the tests: it answers calls that are signed, and tells what it thinks of their signatures."""

    def __init__(self, path, scratch):
        keys = os.path.join(scratch, "keys")
        self.process = subprocess.Popen(
            [path, "--port", "0", "--keys", keys],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        told = {}
        for line in self.process.stdout:
            name, _, value = line.strip().partition("  ")
            told.setdefault(name, value.strip())
            if "curl" in line:
                break
        self.port = int(told["base URL"].rpartition(":")[2])
        self.environment = {
            "CONFORM_APP_ID": told["app id"],
            "CONFORM_KEYS": keys,
            "CONFORM_TOKEN": told["component_access_token"],
        }

    def refusal(self):
        """Why it refused the last request, if it did so before it looked at the values."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", "/double/requests")
        told = json.loads(connection.getresponse().read())
        return told[-1]["refusal"] if told else "nothing has arrived"

    def stop(self):
        self.process.kill()
        self.process.wait()


class Request:
    """What a client sent."""

    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.verdict = (599, [], b"the client went away before Prism had answered")

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), None)


class Recorder:
    """Keeps each request, and answers as told: with a scripted answer, or with what Prism says."""

    def __init__(self, keep):
        self.requests, self.script, self.prism, self.double = [], None, None, None
        self.keep = open(keep, "a", encoding="utf-8") if keep else None
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_one_request(self):
                self.raw_requestline = self.rfile.readline(1 << 20)
                if not self.raw_requestline:
                    self.close_connection = True
                elif self.parse_request():
                    recorder.handle(self)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handle(self, handler):
        if handler.headers.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while size := int(handler.rfile.readline().split(b";")[0], 16):
                body += handler.rfile.read(size)
                handler.rfile.readline()
            handler.rfile.readline()
        else:
            body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
        request = Request(handler.command, handler.path, list(handler.headers.items()), body)
        self.requests.append(request)
        if self.keep:
            self.keep.write(json.dumps([request.method, request.target, request.headers, body.hex()]) + "\n")
        if self.script is not None:
            status, headers, content = self.script
        else:
            status, headers, content = request.verdict = (
                self.forward(request, self.prism) if self.prism else (200, [], b"")
            )
            if self.double is not None:
                status, headers, content = self.forward(request, self.double)
        handler.wfile.write(f"HTTP/1.1 {status} Status\r\n".encode())
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "keep-alive"):
                handler.wfile.write(f"{name}: {value}\r\n".encode("latin-1", "replace"))
        if status not in (204, 304) and not 100 <= status < 200:
            handler.wfile.write(f"Content-Length: {len(content)}\r\n".encode())
        handler.wfile.write(b"\r\n")
        if handler.command != "HEAD" and status not in (204, 304):
            handler.wfile.write(content)
        handler.wfile.flush()

    def forward(self, request, to):
        connection = http.client.HTTPConnection("127.0.0.1", to.port, timeout=30)
        try:
            connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers:
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    connection.putheader(name, value.encode("latin-1", "replace"))
            if request.body or request.header("content-length") is not None:
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body or None)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except (OSError, http.client.HTTPException) as error:
            ended = ", and ended" if to is self.prism and to.again() else ""
            return (
                599,
                [("content-type", "text/plain")],
                f"{type(to).__name__} did not answer{ended}: {error!r}".encode(),
            )
        finally:
            connection.close()

    def last(self):
        return self.requests[-1] if self.requests else None

    def stop(self):
        self.server.shutdown()
        if self.keep:
            self.keep.close()
