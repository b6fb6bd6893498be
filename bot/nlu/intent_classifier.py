"""What a customer wants: the likeliest intents of a text, with probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import storing
from bot.nlu.features import Features, TrainingFeatures
from bot.nlu.intent_model import IntentModel, fit_intents
from bot.nlu.text_featurizer import BEHIND_GREETING, CLAUSES, FEATURES

RANKING = "intent_ranking"

CLAUSE_RANKINGS = "clause_rankings"
"""The message attribute with the rankings of the clauses into which it may fall: see wishes.py."""


_FITTING = ("c", "share", "evened")
"""The options that are the model's."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent):  # type: ignore[misc]
    """Linear models over n-grams and over concepts."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "c": 1.0,  # how closely the linear machines follow their data
            "share": 0.7,  # of the concepts' scores, beside those of the n-grams
            "evened": 0.1,  # of the log of an intent's rarity, added to the scores of rare ones
            "greeted": 0.65,  # so sure of what stands behind a greeting, the text is no mere one
            "wanted": 0.3,  # so sure of it, a text that is taken for something else is read so
            "ranked": 6,  # intents kept in the ranking: it is stored with every message
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the intents."""
        examples = training_data.intent_examples
        self._model = fit_intents(
            TrainingFeatures.together([example.get(FEATURES) for example in examples]),
            [example.get(INTENT) for example in examples],
            **{name: self._config[name] for name in _FITTING},
        )
        storing.store(self._storage, self._resource, self._model.as_state())
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
        **kwargs: Any,  # noqa: ARG003
    ) -> LinearIntentClassifier:
        model = IntentModel.from_state(storing.load(model_storage, resource))
        return cls(config, model_storage, resource, model)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets each message's intent and the ranking of the likeliest."""
        for message in messages:
            ranking = self._ranking(message)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
            if clauses := message.get(CLAUSES):
                ranked = [(place, self._of(one), self._of(other)) for place, one, other in clauses]
                message.set(CLAUSE_RANKINGS, ranked)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        ranking = self._of(message.get(FEATURES))
        if behind := message.get(BEHIND_GREETING):
            wanted = self._of(behind)
            mere = ranking[0]["name"] == "greet"
            if wanted[0]["confidence"] >= self._config["greeted" if mere else "wanted"]:
                return wanted
        return ranking

    def _of(self, features: Features | None) -> list[dict[str, Any]]:
        if self._model is None or features is None or features.is_empty:
            return [{"name": "out_of_scope", "confidence": 0.0}]
        found = self._model.probabilities(features)
        best = np.argsort(-found)[: self._config["ranked"]]
        return [
            {"name": self._model.classes[i], "confidence": round(float(found[i]), 4)} for i in best
        ]
