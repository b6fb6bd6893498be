"""Runs Rasa's graph node after node: what Dask does for it, without Dask's bookkeeping.

Dask plans anew for each of the three runs that a message takes, which costs more than the nodes
themselves. Our graphs are small and run in one thread, so the order is worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class SequentialGraphRunner(GraphRunner):  # type: ignore[misc]
    """A graph's nodes, run one after the other in the order of their needs."""

    def __init__(self, schema: GraphSchema, nodes: Mapping[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._plans: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> SequentialGraphRunner:
        """A runner of a graph, its components loaded."""
        return cls.like(
            DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks)
        )

    @classmethod
    def like(cls, runner: DaskGraphRunner) -> SequentialGraphRunner:
        """A runner of the same graph with the same loaded components."""
        return cls(runner._graph_schema, runner._instantiated_nodes)

    def run(
        self, inputs: Mapping[str, Any] | None = None, targets: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """The targets' outputs by name. Raises what a component raises."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(wanted)
        outputs = dict(inputs or {})
        for name, needs in self._plans[wanted]:
            # A node leaves out what an input that was not given would have told it, as in Rasa.
            _, outputs[name] = self._nodes[name](
                *((need, outputs[need]) if need in outputs else need for need in needs)
            )
        return {name: outputs[name] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        needed = self._schema.minimal_graph_schema(list(targets)).nodes
        order = TopologicalSorter(
            {name: [n for n in node.needs.values() if n in needed] for name, node in needed.items()}
        )
        return [(name, tuple(needed[name].needs.values())) for name in order.static_order()]
