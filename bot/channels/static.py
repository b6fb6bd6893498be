"""The widget's files, its words, and the page for the app, as ``scripts/widget.sh`` builds them.

Whatever hangs on a file's content carries it in its name and is kept for a year; the rest is asked
for again, which costs a few bytes while nothing has changed.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.accept_language import accepted_language
from bot.channels.errors import ApiError
from bot.languages import LANGUAGES, SOURCE_LANGUAGE, language_of
from bot.nlg import Wording
from bot.settings import ROOT

DIST = ROOT / "widget" / "dist"
"""Where the build puts its files."""

SCRIPT = "text/javascript; charset=utf-8"
REVALIDATED = "no-cache"
HOUR = "public, max-age=3600"
FOREVER = "public, max-age=31536000, immutable"
_PART = re.compile(r"^[a-z]+-[A-Za-z0-9_-]{8,}\.js$")


@dataclass(frozen=True)
class Content:
    """What is sent, as it is and compressed, with its ETag."""

    plain: bytes
    compressed: bytes
    etag: str

    @classmethod
    def of(cls, plain: bytes) -> Content:
        """The content with all that is told of it."""
        # Without a time in it, so that every gateway sends the same.
        compressed = gzip.compress(plain, 9, mtime=0)
        return cls(plain, compressed, f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"')


class WidgetFiles:
    """Serves the widget and the in-app page."""

    def __init__(self, wording: Wording, origins: frozenset[str], folder: Path = DIST) -> None:
        self.wording = wording
        self.origins = sorted(origins)
        self.folder = folder
        self._files: dict[Path, tuple[tuple[int, int], Content]] = {}
        self._words: dict[str, Content] = {}

    @property
    def routes(self) -> list[Route]:
        """The routes of all of it."""
        return [
            Route("/support-chat.js", self.launcher, methods=["GET"]),
            Route("/widget/words/{language}.json", self.words, methods=["GET"]),
            Route("/widget/{name}", self.part, methods=["GET"]),
            Route("/app", self.app, methods=["GET"]),
        ]

    async def launcher(self, request: Request) -> Response:
        """``GET /support-chat.js``: the script that a page holds."""
        return _answer(request, self._file("support-chat.js"), SCRIPT, REVALIDATED)

    async def part(self, request: Request) -> Response:
        """``GET /widget/<name>-<hash>.js``: what the script loads when the chat opens."""
        name = request.path_params["name"]
        if not _PART.match(name):
            raise HTTPException(404)
        return _answer(request, self._file(f"widget/{name}"), SCRIPT, FOREVER)

    async def words(self, request: Request) -> Response:
        """``GET /widget/words/<language>.json``: the widget's words by name."""
        language = request.path_params["language"]
        if language not in LANGUAGES:
            raise HTTPException(404)
        if language not in self._words:
            words = self.wording.words("widget", language)
            text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
            self._words[language] = Content.of(text.encode())
        return _answer(request, self._words[language], "application/json", HOUR)

    async def app(self, request: Request) -> Response:
        """``GET /app``: the conversation as a page for an app's web view or a frame.

        ``?language=`` names its language; else the browser does.
        """
        asked = language_of(request.query_params.get("language"))
        language = (
            asked
            or accepted_language(request.headers.get("accept-language", ""))
            or SOURCE_LANGUAGE
        )
        page = self._file("app.html").plain.decode()
        filled = {
            "language": language,
            "title": self.wording.words("widget", language)["name"],
            "origins": " ".join(self.origins),
        }
        for name, value in filled.items():
            page = page.replace(f"{{{{{name}}}}}", html.escape(value))
        answer = _answer(
            request, Content.of(page.encode()), "text/html; charset=utf-8", REVALIDATED
        )
        answer.headers.add_vary_header("Accept-Language")
        return answer

    def _file(self, name: str) -> Content:
        """A built file, read again when it has changed. Raises 404, or 503 before the build."""
        path = self.folder / name
        try:
            found = path.stat()
        except FileNotFoundError as error:
            if (self.folder / "support-chat.js").exists():
                raise HTTPException(404) from error
            raise ApiError(
                503,
                "widget_not_built",
                "the widget is not built here yet: scripts/widget.sh builds it",
            ) from error
        stamp = (found.st_mtime_ns, found.st_size)
        known = self._files.get(path)
        if known is None or known[0] != stamp:
            known = (stamp, Content.of(path.read_bytes()))
            self._files[path] = known
        return known[1]


def _answer(request: Request, content: Content, kind: str, caching: str) -> Response:
    """The content, compressed where that is understood; 304 where the client has it."""
    headers = {"Cache-Control": caching, "ETag": content.etag, "Vary": "Accept-Encoding"}
    if content.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(content.plain, media_type=kind, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(content.compressed, media_type=kind, headers=headers)
