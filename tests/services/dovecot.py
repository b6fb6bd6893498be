"""A real Dovecot for the tests: Debian's program, a folder of its own, a free port of loopback."""

from __future__ import annotations

import contextlib
import getpass
import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from tests.services.certificates import certificate_in

START_SECONDS = 15
USER, PASSWORD = "support", "p@ss/word"


class NoDovecot(RuntimeError):
    """Dovecot's program is missing, or does not start."""


class Dovecot:
    """An IMAP server with one account, in a folder that goes away with it. With ``tls`` it speaks
    nothing else, and has a certificate that nobody but itself vouches for."""

    def __init__(self, *, tls: bool = False) -> None:
        program = shutil.which("dovecot") or shutil.which(
            "dovecot", path="/usr/sbin:/usr/local/sbin"
        )
        if program is None:
            raise NoDovecot(
                "dovecot is missing: install Debian's package dovecot-imapd (make services does)"
            )
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        # Dovecot's own users must pass through it where the tests run as root.
        self._folder.chmod(0o755)
        self._server: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self.certificate = certificate_in(self._folder) if tls else None

    @property
    def url(self) -> str:
        """Its address for SUPPORT_BOT_IMAP_URL."""
        password = PASSWORD.replace("@", "%40").replace("/", "%2F")
        scheme = "imaps" if self.certificate else "imap"
        return f"{scheme}://{USER}:{password}@127.0.0.1:{self.port}/INBOX"

    def start(self) -> None:
        """Starts the server, on the same port again after it was away; returns once it answers."""
        config = self._folder / "dovecot.conf"
        config.write_text(_config(self._folder) + self._listening())
        with (self._folder / "log").open("ab") as log:
            # The server dies with the tests, even where those are killed.
            self._server = subprocess.Popen(
                ["setpriv", "--pdeathsig=TERM", self._program, "-F", "-c", str(config)],
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._server.poll() is None:
            try:
                self.client().logout()
            except (OSError, imaplib.IMAP4.error):
                time.sleep(0.05)
            else:
                return
        raise NoDovecot(f"Dovecot did not start:\n{self.log[-3000:]}")

    def _listening(self) -> str:
        if self.certificate is None:
            return f"ssl = no\n{_listener(self.port, 0)}"
        key = f"ssl_cert = <{self.certificate}\nssl_key = <{self.certificate}\n"
        return f"ssl = required\n{key}{_listener(0, self.port)}"

    @property
    def log(self) -> str:
        """What it said."""
        return (self._folder / "log").read_text(errors="replace")

    def client(self) -> imaplib.IMAP4:
        """A client that has signed in and sees the inbox."""
        client = self._client()
        client.login(USER, PASSWORD)
        client.select("INBOX")
        return client

    def _client(self) -> imaplib.IMAP4:
        if self.certificate is None:
            return imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        trusting = ssl.create_default_context(cafile=str(self.certificate))
        return imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=trusting, timeout=10)

    def deliver(self, *mails: bytes) -> None:
        """Puts mails into the inbox, as a mail server would."""
        with self.client() as client:
            for mail in mails:
                status, told = client.append("INBOX", "", "", mail)
                assert status == "OK", told

    def count(self, criterion: str = "ALL") -> int:
        """How many mails in the inbox are so."""
        with self.client() as client:
            return len(client.search(None, criterion)[1][0].split())

    def renumber(self) -> None:
        """Gives the inbox another UIDVALIDITY, as a server does that was set up anew: its mails
        stay, their flags do not."""
        with self.client() as client:
            mails = [
                client.fetch(number, "(RFC822)")[1][0][1]  # type: ignore[index]
                for number in client.search(None, "ALL")[1][0].decode().split()
            ]
        running = self._server is not None
        self.stop()
        shutil.rmtree(self._folder / "mail", ignore_errors=True)
        time.sleep(1.1)  # UIDVALIDITY is a moment in seconds
        if running:
            self.start()
        self.deliver(*mails)

    def empty(self) -> None:
        """Takes every mail away."""
        with self.client() as client:
            if client.search(None, "ALL")[1][0]:
                client.store("1:*", "+FLAGS", r"(\Deleted)")
                client.expunge()

    def stop(self) -> None:
        """Stops the server and every connection to it, at once; its mail stays."""
        if self._server is not None and self._server.poll() is None:
            children = psutil.Process(self._server.pid).children(recursive=True)
            self._server.terminate()
            self._server.wait(timeout=10)
            for child in children:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            psutil.wait_procs(children, timeout=10)
        self._server = None

    def remove(self) -> None:
        """Stops the server and removes its folder."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def _config(folder: Path) -> str:
    user = getpass.getuser()
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    mail = folder / "mail"
    if os.geteuid() == 0:
        mail.mkdir(exist_ok=True)
        os.chown(mail, account.pw_uid, account.pw_gid)
    internal = "dovecot" if os.geteuid() == 0 else user
    login = "dovenull" if os.geteuid() == 0 else user
    return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
disable_plaintext_auth = no
default_internal_user = {internal}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{mail}/%u
mail_max_userip_connections = 100
default_process_limit = 200
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={account.pw_uid} gid={account.pw_gid} home={mail}/home
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def _listener(plain: int, encrypted: int) -> str:
    """The ports of both kinds; 0 for none."""
    return f"""
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {encrypted}
  }}
}}
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
