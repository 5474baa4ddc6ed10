"""The handle on the student's code: what a check calls `student`.

`student.f(x)` runs `f` in the student's process and gives back its value; what is no plain data
comes back as a `Handle`, which reads naturally: attribute, item, call, `len`, iteration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from grader.bridge.errors import REASONS, Refused
from grader.bridge.messages import Raised
from grader.bridge.values import Ref
from grader.checks import words
from grader.language import Text
from grader.sandbox.session import Session, refusal_text


class StudentRaised(Exception):
    """The student's code raised."""

    def __init__(self, raised: Raised, call: str) -> None:
        self.raised, self.call = raised, call
        super().__init__(f"{call} raised {raised.type}: {raised.message}")

    def is_a(self, *names: str) -> bool:
        """Whether the exception is of a class of one of these names, or of a subclass."""
        return any(name in self.raised.types for name in names)


class NotData(Exception):
    """The student's code gave back a tensor that has no form as plain data."""

    def __init__(self, message: Text, call: str) -> None:
        self.message, self.call = message, call
        super().__init__(str(message))


class Host(Protocol):
    """Who holds the session: it may be replaced by a fresh one between two checks."""

    def session(self) -> Session:
        """Return the session, started and loaded."""
        ...

    def called(self, call: str) -> None:
        """Take note of a call, for the message of a failure."""
        ...

    def uses(self, name: str) -> None:
        """Take note of a name of the student's module, for what the check concerns."""
        ...

    def told(self, answer: object) -> None:
        """Take note of an answer, for the diagnosis of a failure."""
        ...

    def fresh(self, before: tuple[tuple[str, Mapping[str, object]], ...], *, load: bool) -> Student:
        """Start another process for the same submission, until the end of the check."""
        ...


class Conversation:
    """Asks on behalf of handles; remembers the text of calls."""

    def __init__(self, host: Host, session: Session) -> None:
        self.host, self.session = host, session

    def ask(
        self,
        operation: str,
        *arguments: object,
        text: str,
        keywords: Mapping[str, object] | None = None,
        cpu_s: float | None = None,
    ) -> Any:
        """Ask the session and turn the answer into values and handles."""
        self.host.called(text)
        plain = [to_refs(argument) for argument in arguments]
        words_ = {key: to_refs(value) for key, value in (keywords or {}).items()}
        try:
            answer = self.session.request(
                operation, *plain, keywords=words_, cpu_s=cpu_s, what=text
            )
        except Refused as refusal:
            raise NotData(refusal_text(refusal, text, REASONS), text) from None
        if isinstance(answer, Raised):
            self.host.told(answer)
            raise StudentRaised(answer, text)
        values = self._values(answer, text)
        self.host.told(values)
        return values

    def _values(self, answer: Any, text: str) -> Any:
        if type(answer) is Ref:
            return Handle(self, answer, text)
        if type(answer) in (list, tuple, set):
            return type(answer)(self._values(item, text) for item in answer)
        if type(answer) is dict:
            return {key: self._values(value, text) for key, value in answer.items()}
        return answer


def to_refs(value: Any) -> Any:
    """Replace handles by references, in nested lists, tuples and dicts too."""
    if isinstance(value, Handle):
        return value.__dict__["_ref"]
    if type(value) in (list, tuple):
        return type(value)(to_refs(item) for item in value)
    if type(value) is dict:
        return {key: to_refs(item) for key, item in value.items()}
    return value


class Handle:
    """An object that stays in the student's process."""

    def __init__(self, conversation: Conversation, ref: Ref, text: str) -> None:
        self.__dict__.update(_conversation=conversation, _ref=ref, _text=text)

    @property
    def kind(self) -> str:
        """The name of the object's class: a claim, for messages."""
        return str(self.__dict__["_ref"].type)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            # Libraries ask objects for private names (hypothesis for a way to print them);
            # what a student keeps private is no check's business.
            raise AttributeError(name)
        return self._ask("get", name, text=f"{self!r}.{name}")

    def __getitem__(self, key: object) -> Any:
        return self._ask("item", key, text=f"{self!r}[{words.show(key)}]")

    def __len__(self) -> int:
        length = self._ask("length", text=f"len({self!r})")
        return length if type(length) is int else -1

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        items = self._ask("items", text=f"list({self!r})")
        return iter(items if type(items) is list else [])

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        """Call the object."""
        text = words.call(repr(self), arguments, keywords)
        return self._ask("call", None, list(arguments), keywords, False, text=text)

    def __repr__(self) -> str:
        return str(self.__dict__["_text"])

    def _ask(self, operation: str, *arguments: object, text: str) -> Any:
        conversation: Conversation = self.__dict__["_conversation"]
        plain = [to_refs(argument) for argument in arguments]
        return conversation.ask(operation, self.__dict__["_ref"], *plain, text=text)

    def __del__(self) -> None:
        conversation: Conversation | None = self.__dict__.get("_conversation")
        if conversation is not None:
            conversation.session.release(self.__dict__["_ref"].id)


class Function:
    """A name of the student's module: call it, or take its value."""

    def __init__(self, student: Student, name: str) -> None:
        self._student, self._name = student, name

    def __call__(self, *arguments: object, **keywords: object) -> Any:
        """Call it; the value comes back, or a handle where that is no plain data."""
        return self._call(arguments, keywords, keep=False)

    def kept(self, *arguments: object, **keywords: object) -> Handle:
        """Call it, and get a handle whatever it gives back."""
        handle: Handle = self._call(arguments, keywords, keep=True)
        return handle

    def value(self) -> Any:
        """What the name stands for: data, or a handle."""
        return self._student.conversation.ask("get", None, self._name, text=self._name)

    def _call(
        self, arguments: tuple[object, ...], keywords: Mapping[str, object], *, keep: bool
    ) -> Any:
        plain = [to_refs(argument) for argument in arguments]
        named = {key: to_refs(value) for key, value in keywords.items()}
        text = words.call(self._name, arguments, keywords)
        return self._student.conversation.ask(
            "call", None, self._name, plain, named, keep, text=text
        )


class Probes:
    """`student.probe.modules.parameters(model)`: functions of ours on the student's side.

    What a probe says is a claim of the student's process.
    """

    def __init__(self, student: Student, path: str) -> None:
        self._student, self._path = student, path

    def __getattr__(self, name: str) -> Probes:
        if name.startswith("_"):
            raise AttributeError(name)
        return Probes(self._student, f"{self._path}.{name}")

    def __call__(
        self,
        *arguments: object,
        shown: str | None = None,
        cpu_s: float | None = None,
        **keywords: object,
    ) -> Any:
        """Run it. `shown` is how the call, or the specimen that it makes, is named in messages."""
        plain = [to_refs(argument) for argument in arguments]
        named = {key: to_refs(value) for key, value in keywords.items()}
        text = shown or words.call(self._path.rpartition(".")[2], arguments, keywords)
        return self._student.conversation.ask(
            "probe", self._path, plain, named, text=text, cpu_s=cpu_s
        )


class Student:
    """The student's module, and what a check may ask of the process that it lives in."""

    def __init__(self, host: Host, session: Callable[[], Session] | None = None) -> None:
        """`session` fixes the process; without it, it is the host's current one."""
        self._host = host
        self._session = session or host.session

    def __repr__(self) -> str:
        return "student"

    @property
    def conversation(self) -> Conversation:
        """The conversation with the process of now."""
        return Conversation(self._host, self._session())

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        self._host.uses(name)
        return Function(self, name)

    @property
    def probe(self) -> Probes:
        """Functions of ours on the student's side: `grader/student/probes`."""
        return Probes(self, "probes")

    @property
    def specimen(self) -> Probes:
        """Models, data sets and loaders of ours, made on the student's side: handles."""
        return Probes(self, "specimens")

    def put(self, value: object, *, shown: str | None = None) -> Handle:
        """Place a value in the student's process, to pass it by handle and look at it again."""
        handle: Handle = self.conversation.ask("put", value, text=shown or words.show(value))
        return handle

    def fetch(self, handle: Handle) -> Any:
        """Return the value that a handle stands for, as plain data."""
        return self.conversation.ask("fetch", handle, text=repr(handle))

    def seed(self, number: int) -> None:
        """Seed torch's, Python's and numpy's generators in the student's process."""
        self.probe.state.seed(number)

    def fresh(self, *before: tuple[str, Mapping[str, object]], load: bool = True) -> Student:
        """Start another process for the same submission; it ends with the check.

        Args:
            before: probes to run before the student's code is loaded, with their keywords:
                `("machine.simulate", {"cuda": 1})`.
            load: False for a clean process that never runs the student's code.
        """
        return self._host.fresh(before, load=load)
