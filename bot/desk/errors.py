"""What can be wrong with an act at the desk; each has words for the agent in desk.yml."""

from __future__ import annotations


class DeskError(Exception):
    """An act that can't be done; ``code`` names why, ``desk.error.<code>`` says it."""

    status = 422

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoSuchTicket(DeskError):
    """A ticket that is not there."""

    status = 404

    def __init__(self, number: str) -> None:
        super().__init__("no_such_ticket")
        self.number = number


class NoSuchPage(DeskError):
    """A page or a file that is not there, or is nobody's to see."""

    status = 404

    def __init__(self) -> None:
        super().__init__("no_such_page")


class TicketClosed(DeskError):
    """A ticket that is closed already."""

    status = 409

    def __init__(self, number: str) -> None:
        super().__init__("ticket_closed")
        self.number = number


class Taken(DeskError):
    """A ticket that another agent has, or nobody: it must be taken first."""

    status = 409

    def __init__(self, agent_id: str | None) -> None:
        super().__init__("taken" if agent_id else "not_taken")
        self.agent_id = agent_id


class Forbidden(DeskError):
    """Something that only a lead may see or do."""

    status = 403

    def __init__(self) -> None:
        super().__init__("forbidden")
