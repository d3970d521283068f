"""Other programs under way, and what they say: for the tests that start some."""
import os
import re
import subprocess
import threading
import time
import urllib.request

# Far beyond what any of these takes; whoever gets there hangs.
HANG_LIMIT_S = 120


def until(fact, what):
    """What `fact` gives once that is not None; asked again and again, at most for the limit."""
    end = time.monotonic() + HANG_LIMIT_S
    while time.monotonic() < end:
        found = fact()
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {HANG_LIMIT_S} s")


def get(url):
    with urllib.request.urlopen(url, timeout=HANG_LIMIT_S) as answer:
        return answer.read().decode()


class Program:
    """Under way; what it writes to stderr and stdout is kept. Ended by stop()."""

    def __init__(self, *words, env=None, **settings):
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={"PATH": os.environ["PATH"], **(env or {})}, **settings)
        self.texts = {"stdout": "", "stderr": ""}
        self.readers = [threading.Thread(target=self.read, args=(name,), daemon=True) for name in self.texts]
        for reader in self.readers:
            reader.start()

    def read(self, name):
        for line in getattr(self.process, name):
            self.texts[name] += line

    def said(self, name, pattern):
        def find():
            found = re.search(pattern, self.texts[name])
            ended = self.process.poll() is not None and not any(reader.is_alive() for reader in self.readers)
            if found is None and ended:
                raise AssertionError(f"ended without saying {pattern}: {self.texts}")
            return None if found is None else found.group(1)
        return until(find, f"{pattern} in {name}")

    def wait(self):
        status = self.process.wait(timeout=HANG_LIMIT_S)
        for reader in self.readers:
            reader.join(HANG_LIMIT_S)
        return status

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for reader in self.readers:
            reader.join(HANG_LIMIT_S)
        self.process.stdout.close()
        self.process.stderr.close()
