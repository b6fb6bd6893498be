"""Errors of the HTTP API: a status, a code, and a message that says what to do."""

from __future__ import annotations

import secrets

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

log = structlog.get_logger("gateway")


class ApiError(Exception):
    """A refusal, as the client is told."""

    def __init__(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers


def invalid(field: str, message: str) -> ApiError:
    """422: a field that does not fit, by its name."""
    return ApiError(422, "invalid_field", f"{field}: {message}")


def unauthorized(code: str, message: str) -> ApiError:
    """401: who asks is not known, or not the right one."""
    return ApiError(401, code, message, {"WWW-Authenticate": "Bearer"})


def error_response(error: ApiError) -> JSONResponse:
    """The error as the API tells it."""
    return JSONResponse(
        {"error": {"code": error.code, "message": error.message}},
        status_code=error.status,
        headers=error.headers,
    )


async def on_api_error(request: Request, error: Exception) -> JSONResponse:
    """A customer's mistake: told to them, logged as info without what they wrote."""
    assert isinstance(error, ApiError)  # noqa: S101 - registered for nothing else
    log.info("refused", path=request.url.path, status=error.status, code=error.code)
    return error_response(error)


async def on_http_error(request: Request, error: Exception) -> JSONResponse:
    """404 and 405 of the router."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    log.info("refused", path=request.url.path, status=error.status_code, code=code)
    return error_response(
        ApiError(error.status_code, code, str(error.detail), dict(error.headers or {}))
    )


async def on_failure(request: Request, error: Exception) -> JSONResponse:
    """A mistake of ours: logged with a reference that the client is given too."""
    reference = secrets.token_hex(4)
    log.error("failed", path=request.url.path, reference=reference, exc_info=error)
    return error_response(
        ApiError(500, "internal_error", f"something went wrong here; reference {reference}")
    )
