"""A real SMTP server for the tests: it keeps what it is given, or refuses it as it is told."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "bot@example.com", "p@ss/word"


@dataclass
class Given:
    """A mail as the server got it."""

    sender: str
    recipients: list[str]
    content: bytes
    encrypted: bool
    login: str | None

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return message_from_bytes(self.content, policy=default)  # type: ignore[return-value]


@dataclass
class MailServer:
    """Listens on a free port of this machine."""

    certificate: ssl.SSLContext | None = None
    tls: bool = False
    """TLS from the start; else STARTTLS is offered where there is a certificate."""
    login: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    """What a command is answered with instead: ``RCPT`` or ``DATA``."""
    given: list[Given] = field(default_factory=list)
    port: int = 0

    def start(self) -> None:
        """Begins to listen, on the same port again after it was away."""
        self._controller = _Controller(self)
        self._controller.start()
        self.port = self._controller.port

    def stop(self) -> None:
        """Stops listening."""
        self._controller.stop(no_assert=True)

    @property
    def url(self) -> str:
        """Its address for SUPPORT_BOT_SMTP_URL."""
        who = f"{USER.replace('@', '%40')}:{PASSWORD.replace('@', '%40').replace('/', '%2F')}@"
        return f"smtp{'s' if self.tls else ''}://{who if self.login else ''}127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.given.append(
            Given(
                sender=envelope.mail_from or "",
                recipients=list(envelope.rcpt_tos),
                content=envelope.original_content or b"",
                encrypted=session.ssl is not None or self.tls,
                login=session.auth_data.login.decode() if session.auth_data else None,
            )
        )
        return "250 OK"

    def authenticate(
        self, _: SMTP, __: Session, ___: Envelope, ____: str, data: LoginPassword
    ) -> AuthResult:
        """Lets the bot in, and nobody else."""
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False, auth_data=data)


class _Controller(Controller):
    def __init__(self, server: MailServer) -> None:
        self._server = server
        super().__init__(
            server,
            # Not what new_event_loop() gives: where a test before has imported Sanic that is
            # uvloop's, which cannot be closed while a client holds a connection.
            loop=asyncio.SelectorEventLoop(),
            hostname="127.0.0.1",
            port=server.port,
            ssl_context=server.certificate if server.tls else None,
            authenticator=server.authenticate if server.login else None,
            auth_require_tls=server.certificate is not None and not server.tls,
            auth_required=server.login and not server.tls,
            tls_context=None if server.tls else server.certificate,
        )

    def _trigger_server(self) -> None:
        """Knocks at the port that the machine gave, where none was asked for."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
