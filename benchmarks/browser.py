"""A browser small enough to cost nothing: one connection, cookies, signing in."""

import re
from collections.abc import Mapping
from gzip import decompress
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

NAME = "bench"
PASSWORD = "Look things up quickly 7"  # noqa: S105 (of a database that is thrown away)
_GZIP = b"\x1f\x8b"
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
_TIMEOUT = 30  # seconds


class RefusedError(RuntimeError):
    """The server did not answer as it should."""


def unpacked(body: bytes) -> bytes:
    """Return a body without its compression."""
    return decompress(body) if body.startswith(_GZIP) else body


class Browser:
    """Keeps a connection and its cookies."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
        self.cookies = dict(cookies or {})

    def get(self, path: str, **headers: str) -> bytes:
        """Return the body; raise RefusedError for anything but 200."""
        response, body = self._ask("GET", path, headers=headers)
        if response.status != 200:  # noqa: PLR2004 (HTTP's)
            raise RefusedError(f"{path}: {response.status}")
        return body

    def links(self, path: str, pattern: str) -> list[str]:
        """Return the addresses on a page that match."""
        page = unpacked(self.get(path))
        return list(dict.fromkeys(re.findall(f'href="({pattern})"', page.decode())))

    def sign_in(self) -> None:
        """Sign in as the reader of the data set."""
        token = _TOKEN.search(unpacked(self.get("/sign-in/")))
        if token is None:
            raise RefusedError("There is no form to sign in.")
        fields = {"username": NAME, "password": PASSWORD}
        fields["csrfmiddlewaretoken"] = token[1].decode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        response, _body = self._ask("POST", "/sign-in/", urlencode(fields), headers)
        if response.status != 302 or "sessionid" not in self.cookies:  # noqa: PLR2004 (HTTP's)
            raise RefusedError(f"The sign-in was answered with {response.status}.")

    def _ask(
        self,
        method: str,
        path: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[HTTPResponse, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Accept-Encoding": "gzip", "Cookie": cookie, **(headers or {})}
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        found = response.read()
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return response, found
