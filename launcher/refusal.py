"""What a person must put right before the system can run: a sentence, never a traceback."""


class Refusal(Exception):
    """The text is one clear sentence for the person at the terminal; `details` are lines to show below it."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.details = details
