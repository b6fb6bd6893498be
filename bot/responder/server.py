"""Starts Rasa with our channel, tracker store, NLG and action endpoint. Loopback only."""

from __future__ import annotations

import logging
from asyncio import AbstractEventLoop
from functools import partial
from pathlib import Path

import structlog
from rasa.core import run as rasa_run
from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore, LockStore
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from bot.nlu.spacy_tokenizer import warm_up
from bot.responder import rasa_mends
from bot.responder.action_endpoint import ActionEndpoint
from bot.responder.channel import GatewayChannel, guard
from bot.responder.tracker_store import SessionTrackerStore
from bot.settings import ROOT, Settings

log = structlog.get_logger("responder")


def create_app(settings: Settings, model: Path, actions_url: str) -> Sanic:
    """The Sanic app of the responder; it loads the model when it starts."""
    rasa_mends.before_start()
    endpoints = _endpoints(settings, actions_url)
    app = rasa_run.configure_app([GatewayChannel()], enable_api=False, endpoints=endpoints)
    guard(app, settings.internal_secret)
    app.register_listener(partial(_load, str(model), endpoints), "before_server_start")
    app.register_listener(_close, "after_server_stop")
    return app


def _endpoints(settings: Settings, actions_url: str) -> AvailableEndpoints:
    declared = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    declared.tracker_store.kwargs["database"] = settings.database
    action = declared.action
    return AvailableEndpoints(
        nlg=declared.nlg,
        tracker_store=EndpointConfig(
            type=declared.tracker_store.type, **declared.tracker_store.kwargs
        ),
        lock_store=_lock_store(settings),
        action=ActionEndpoint(
            url=f"{actions_url}/webhook",
            headers={"Authorization": f"Bearer {settings.internal_secret}"},
            **action.kwargs,
        ),
    )


def _lock_store(settings: Settings) -> LockStore | EndpointConfig:
    """Locks in memory for one Rasa; in Redis where several serve the same conversations."""
    if settings.redis_url is None:
        return InMemoryLockStore()
    from urllib.parse import urlsplit

    parts = urlsplit(settings.redis_url)
    return EndpointConfig(
        type="redis",
        url=parts.hostname,
        port=parts.port or 6379,
        db=int(parts.path.strip("/") or 0),
        username=parts.username,
        password=parts.password,
        use_ssl=parts.scheme == "rediss",
    )


async def _load(
    model: str, endpoints: AvailableEndpoints, app: Sanic, loop: AbstractEventLoop
) -> None:
    agent: Agent = await rasa_run.load_agent_on_start(model, endpoints, None, app, loop)
    # Rasa would go on in memory where the database fails, and forget: a turn must fail instead.
    store = agent.tracker_store
    while not isinstance(store, SessionTrackerStore):
        store = store._tracker_store
    agent.tracker_store = store
    if agent.processor is not None:
        agent.processor.tracker_store = store
    rasa_mends.once_loaded(agent)
    # Beside the first messages: most are in a language that is made in a moment.
    app.ctx.warming = loop.run_in_executor(None, warm_up)
    log.info("model_loaded", ready=agent.is_ready())


async def _close(app: Sanic, loop: AbstractEventLoop) -> None:
    await rasa_run.close_resources(app, loop)
    agent = getattr(app.ctx, "agent", None)
    if agent is not None and isinstance(agent.action_endpoint, ActionEndpoint):
        await agent.action_endpoint.close()


def quiet_rasa() -> None:
    """Keeps what customers write out of Rasa's logs, and its debug lines off the screen."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    for name in ("rasa", "sanic", "sanic.root", "sanic.access", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
