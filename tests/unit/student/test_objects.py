"""Objects are kept under numbers until they are released."""

from __future__ import annotations

import gc
import weakref

import pytest

from grader.bridge.values import Ref
from grader.student.objects import MODULE, Objects


class Thing:
    """Something that can be watched while it goes."""


def test_an_object_is_found_under_its_number() -> None:
    objects, thing = Objects(), Thing()
    ref = objects.keep(thing)
    assert ref.type == "Thing"
    assert objects.resolve(ref) is thing
    assert objects.resolve(Ref(ref.id)) is thing


def test_every_keeping_gives_a_new_number() -> None:
    objects, thing = Objects(), Thing()
    refs = [objects.keep(thing) for _ in range(3)]
    assert len({ref.id for ref in refs}) == 3
    objects.release([refs[0].id])
    assert objects.resolve(refs[1]) is thing
    assert objects.keep(thing).id not in {ref.id for ref in refs}


def test_the_module_has_a_number_that_no_object_gets() -> None:
    objects = Objects()
    objects.set_module("module")
    assert objects.keep(Thing()).id != MODULE
    assert objects.resolve(Ref(MODULE)) == "module"


def test_a_released_object_is_forgotten() -> None:
    objects = Objects()
    ref = objects.keep(Thing())
    watched = weakref.ref(objects.resolve(ref))
    objects.release([ref.id, 999])
    gc.collect()
    assert watched() is None
    with pytest.raises(KeyError):
        objects.resolve(ref)
