"""Words of Chinese, English and both in one sentence."""

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

# One Chinese character is one token: a name or a topic may then begin and end anywhere, and no dictionary decides
# otherwise. Latin words and numbers stay whole, an apostrophe inside included; anything else visible stands alone.
_TOKEN = re.compile(
    r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]"
    r"|[^\W\d_㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]+(?:['’][^\W\d_㐀-䶿一-鿿豈-﫿]+)?"
    r"|\d+"
    r"|\S"
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):
    """Cuts mixed text into tokens whose offsets are those of the text; blanks are no tokens."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = message.get(attribute)
        return [Token(found[0], found.start()) for found in _TOKEN.finditer(text)]
