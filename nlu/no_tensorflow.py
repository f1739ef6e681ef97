"""A stand-in for libraries in a process that never uses them.

Rasa imports TensorFlow at the top of modules that our pipeline's components share with DIET, though nothing of it is
ever called when config.yml names no neural component. The import alone costs half of the start time and 250 MB. Its
clients of chat services, stores and web addresses come the same way; a process that only parses calls nobody, and what
is not loaded has no hole to reach: the aiohttp that Rasa is pinned to has known ones.
"""

import importlib.abc
import importlib.machinery
import sys
import tarfile
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NEURAL_COMPONENTS = (
    "DIETClassifier",
    "ResponseSelector",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
    "ConveRTFeaturizer",
    "LanguageModelFeaturizer",
)
NEURAL = ("tensorflow", "tensorflow_addons", "keras")
TALKING = (
    *("aiohttp", "requests", "redis", "pymongo", "boto3", "sqlalchemy", "aio_pika", "apscheduler", "jwt"),
    *("aiogram", "fbmessenger", "slack_sdk", "twilio", "webexteamssdk", "socketio", "rocketchat_API"),
    *("mattermostwrapper", "questionary", "randomname", "matplotlib"),
)
"""What Rasa talks to others with, and draws with."""


class _Permissive(type):
    """A class whose every attribute is another such class: enough for annotations, base classes and decorators."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Permissive(name, (_Absent,), {})


class _Absent(metaclass=_Permissive):
    def __new__(cls, *args: Any, **_: Any) -> Any:
        # A decorator hands back what it decorates, so that the decorated functions keep their names.
        if len(args) == 1 and isinstance(args[0], types.FunctionType):
            return args[0]
        return super().__new__(cls)

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, function: Any = None, *_: Any, **__: Any) -> Any:
        return function

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Absent()


class _Module(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Permissive(name, (_Absent,), {})


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, replaced: Sequence[str]) -> None:
        self._replaced = replaced

    def find_spec(self, name: str, path: Sequence[str] | None, target: Any = None) -> Any:
        if name.split(".")[0] in self._replaced:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        module.__version__ = "0"  # type: ignore[attr-defined]


def install_unless_needed(pipeline: str) -> bool:
    """Put the stand-in in TensorFlow's place unless the pipeline names a neural component; say whether it was done."""
    if any(component in pipeline for component in NEURAL_COMPONENTS):
        return False
    sys.meta_path.insert(0, _Finder(NEURAL))
    return True


def install_for_parsing() -> None:
    """Put the stand-in in the place of all that talks to others; for a process that parses and does nothing else."""
    sys.meta_path.insert(0, _Finder(TALKING))


def pipeline_of(model: Path) -> str:
    """Return the description that a trained model carries of itself, its components' names in it."""
    with tarfile.open(model) as packed:
        described = packed.extractfile("metadata.json")
        assert described is not None, f"{model} is no Rasa model"
        return described.read().decode()
