"""Each thing that can be wrong with a field has words in Spanish and English."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from common.errors import field_problems
from common.field_messages import INVALID, field_message_for
from common.fields import Text


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[Text, Field(min_length=2, max_length=3)] = "ab"
    pattern: Annotated[str, StringConstraints(pattern="^[a-z]+$")] = "a"
    whole: Annotated[int, Field(ge=1, le=5)] = 1
    number: Annotated[float, Field(gt=0, lt=10, allow_inf_nan=False)] = 1
    money: Annotated[Decimal, Field(max_digits=5, decimal_places=2)] = Decimal(1)
    flag: bool = False
    kind: Literal["a", "b", "c"] = "a"
    colour: Colour = Colour.RED
    moment: AwareDatetime = datetime.fromisoformat("2026-03-01T12:00:00Z")
    day: date = date(2026, 3, 1)
    items: Annotated[list[int], Field(min_length=1, max_length=2)] = Field(default=[1])
    inner: dict[str, int] = Field(default={})


BAD: list[dict[str, Any]] = [
    {"text": 1},
    {"text": "a"},
    {"text": "abcd"},
    {"text": "a\0"},
    {"pattern": "A"},
    {"whole": "one"},
    {"whole": 1.5},
    {"whole": 0},
    {"whole": 6},
    {"whole": None},
    {"whole": "9" * 5000},
    {"number": "one"},
    {"number": 0},
    {"number": 10},
    {"number": "nan"},
    {"money": "x"},
    {"money": []},
    {"money": "1.234"},
    {"money": "123456"},
    {"flag": "maybe"},
    {"flag": []},
    {"kind": "d"},
    {"colour": "green"},
    {"moment": "soon"},
    {"moment": "2026-03-01T12:00:00"},
    {"moment": []},
    {"day": "soon"},
    {"day": "2026-03-01T12:00:00Z"},
    {"items": 1},
    {"items": []},
    {"items": [1, 2, 3]},
    {"inner": []},
    {"unknown": 1},
]


@pytest.mark.parametrize("values", BAD, ids=lambda values: str(values)[:30])
def test_every_common_problem_has_words_in_both_languages(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(values)
    for problem in field_problems(caught.value):
        spanish, english = (field_message_for(problem.code, lang, {}, problem.details) for lang in ("es", "en"))
        assert INVALID.es not in (spanish, english), problem.code
        assert spanish != english
        assert " or " not in spanish
        assert "{" not in spanish + english


@pytest.mark.parametrize(
    ("values", "code", "words"),
    [
        ({"text": "a"}, "string_too_short", "Is too short (least characters: 2)."),
        ({"text": "abcd"}, "string_too_long", "Is too long (most characters: 3)."),
        ({"items": []}, "too_short", "Has too few items (least: 1)."),
        ({"items": [1, 2, 3]}, "too_long", "Has too many items (most: 2)."),
    ],
)
def test_the_length_of_a_text_is_told_in_characters_and_of_a_list_in_items(
    values: dict[str, Any], code: str, words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(values)
    (problem,) = field_problems(caught.value)
    assert (problem.code, field_message_for(problem.code, "en", {}, problem.details)) == (code, words)
