"""The papers of the desk in the reader's language: English as it stands in the code, Spanish here.

What an advisory or an inventory says stays in its own words. A table of data; tests hold that each
sentence of the papers is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from wardline.core.errors import UsageError

LANGUAGES = ("en", "es")


class Tongue(NamedTuple):
    """A language; called with an English sentence and its values it gives the sentence."""

    language: str = "en"

    def __call__(self, text: str, /, **values: Any) -> str:
        """`text` in this language, with `values` in the places that it names."""
        told = SPANISH.get(text, text) if self.language == "es" else text
        return told.format(**values)

    def many(self, number: int, one: str, more: str) -> str:
        """How many, with the word for one or for many; both hold {count}."""
        return self(one if number == 1 else more, count=f"{number:,}")

    def machine(self, text: str) -> str:
        """A sentence that ranking or tracking made and kept in English, in this language."""
        if self.language != "es":
            return text
        return _replaced(text, _MACHINE)

    def reason(self, text: str) -> str:
        """The sentence by which the matching explains a finding, in this language."""
        return text if self.language != "es" else _replaced(text, _REASON)


def _replaced(text: str, patterns: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, told in patterns:
        text = pattern.sub(told, text)
    return text


ENGLISH = Tongue()


def tongue(language: str) -> Tongue:
    """A language of the papers. *Raises* UsageError."""
    if language not in LANGUAGES:
        raise UsageError(
            f"There is no language '{language}'.", hint=f"One of {', '.join(LANGUAGES)}."
        )
    return Tongue(language)


_MACHINE = tuple(
    (re.compile(pattern), told)
    for pattern, told in (
        # rank: classes, the sum, the rule that set the date
        (r"\bout-of-cycle\b", "fuera de ciclo"),
        (r"\bimmediate\b", "de inmediato"),
        (r"\bscheduled\b", "en lo programado"),
        (r"\bdefer\b", "aplazable"),
        (r"(?<=\d) harm\b", " daño"),
        (r"(?<=\d) likelihood\b", " probabilidad"),
        (r"(?<=\d) exposure\b", " exposición"),
        (r"(?<=\d) count\b", " cantidad"),
        (r"\bCISA KEV due date for\b", "fecha límite de CISA KEV para"),
        (r"^(CISA BOD 26-04: )(\d+) days\b", r"\1\2 días"),
        (r"\bthe hospital's policy\b", "norma del hospital"),
        (r"\bin (\d+) days\b", r"en \1 días"),
        (r"^no date is known to count from$", "no hay fecha conocida desde la que contar"),
        # track: why a question is asked again
        (r"^'([a-z_]+)' ended on ", r"'\1' terminó el "),
        (r"^the tag is now on another device", "la etiqueta está ahora en otro dispositivo"),
        (r"\bnot described\b", "sin descripción"),
        (
            r"^the version on record changed from '(.*)' to '(.*)'$",
            r"la versión registrada cambió de '\1' a '\2'",
        ),
        (r"^the network changed from '(.*)' to '(.*)'$", r"la red cambió de '\1' a '\2'"),
        (r"^the advisory has a new revision", "el aviso tiene una nueva revisión"),
        (
            r"^it is now known to be exploited \(KEV\)$",
            "ahora se sabe que se está explotando (KEV)",
        ),
        (
            r"^its exploitation has become likely \(EPSS\)$",
            "su explotación se ha vuelto probable (EPSS)",
        ),
        (
            r"^the device's texts no longer match the advisory's$",
            "los datos del dispositivo ya no coinciden con el aviso",
        ),
    )
)

# Of match, judge, idroad, osroad and settle. Each part stands between semicolons; what is quoted is
# an inventory's or an advisory's own and stays.
_REASON = tuple(
    (re.compile(pattern), told)
    for pattern, told in (
        (r"^maker not recorded, the advisory's is ", "fabricante no registrado, el del aviso es "),
        (r"^maker '(.*?)'(?= = |, the advisory's is |;|$)", r"fabricante '\1'"),
        (r"^(fabricante '.*?), the advisory's is ", r"\1, el del aviso es "),
        (r"; model '(.*?)' is named in (.*?) as '", r"; el modelo '\1' figura en \2 como '"),
        # how far the names agree
        (r"; the maker is not recorded(?=;|$)", "; el fabricante no consta"),
        (r"; the maker on record is another(?=;|$)", "; consta otro fabricante"),
        (r"; by its short name( only)?(?=;|$)", "; por su nombre corto"),
        (r"; an everyday name(?=;|$)", "; un nombre corriente"),
        (r"; the device also says(?=:|;|$)", "; el dispositivo dice además"),
        (r"; the device also has a number(?=:|;|$)", "; el dispositivo tiene además un número"),
        (r"; the device is a variant(?=:|;|$)", "; el dispositivo es una variante"),
        (r"; not said(?=:|;|$)", "; no se dice"),
        (
            r"; the letters of the model number differ(?=;|$)",
            "; las letras del número de modelo difieren",
        ),
        (r"; a variant of the model number(?=;|$)", "; una variante del número de modelo"),
        (r"; a short number only(?=;|$)", "; solo un número corto"),
        (r"; the model number is not recorded(?=;|$)", "; el número de modelo no consta"),
        (r"; one letter differs(?=;|$)", "; difiere una letra"),
        # its version
        (r"; this model is meant(?=;|$)", "; se refiere a este modelo"),
        (r"; all versions are meant(?=;|$)", "; se refiere a todas las versiones"),
        (r"; the version is not recorded; meant: ", "; la versión no consta; se refiere a: "),
        (r"; no version is recorded; meant: ", "; la versión no consta; se refiere a: "),
        (r"; version (.*?); meant: ", r"; versión \1; se refiere a: "),
        (r", under the condition '", ", con la condición '"),
        (r"; version (.*?) lies within '", r"; la versión \1 está dentro de '"),
        (r"; version (.*?) lies outside '", r"; la versión \1 está fuera de '"),
        (
            r"; version (.*?) cannot be held against '",
            r"; la versión \1 no se puede comparar con '",
        ),
        (r"; la versión as told", "; la versión tal como consta"),
        (r" \(told in the model\)(?= (?:está|no se) )", " (dicha en el modelo)"),
        (r" \((?:told in the )?notes\)(?= (?:está|no se) )", " (dicha en las notas)"),
        (r"(?<=['\s])no version stated(?=['\s,;]|$)", "ninguna versión indicada"),
        (
            r"(?<=['\s])no version is named, so all are meant(?=['\s,;]|$)",
            "no nombra ninguna versión: todas",
        ),
        (r"(?<=: )all of them(?=;|$)", "todos"),
        (
            r"only some serial numbers, lots or product codes \(see the recall\)",
            "solo algunos números de serie, lotes o códigos de producto (vea la retirada)",
        ),
        # what the advisory leaves open
        (
            r"; the advisory gives this product no id(?=;|$)",
            "; el aviso no da identificador a este producto",
        ),
        (
            r"; the advisory does not say whether this product is affected(?=;|$)",
            "; el aviso no dice si este producto está afectado",
        ),
        (
            r"; it concerns the part '(.*?)' in it(?=;|$)",
            r"; se refiere a la pieza '\1' que contiene",
        ),
        (r"; the advisory lists it as (\w+)", r"; el aviso lo da por \1"),
        (r"; (\S+) states for it: (.*); confirm that$", r"; \1 dice de él: \2; confírmelo"),
        # identifiers
        (
            r"^its device identifier \((.*?)\) is named in (.*?) as '",
            r"su identificador de dispositivo (\1) figura en \2 como '",
        ),
        (r"; its serial number '(.*)' is named there", r"; su número de serie '\1' figura allí"),
        (r"; its lot '(.*)' is named there", r"; su lote '\1' figura allí"),
        (
            r"^the same maker \((.*?)\) and FDA product code (\S+) as in (.*), (?='.*': read the)",
            r"el mismo fabricante (\1) y código de producto de la FDA \2 que en \3, ",
        ),
        (r"': read the label(?=;|$)", "': lea la etiqueta"),
        # operating systems
        (
            r"^operating system '(.*)' is (\w+), in which (\S+) faults are known to be exploited",
            r"el sistema operativo '\1' es \2, con \3 fallos que se sabe que se explotan",
        ),
        (
            r"by their CVE records this version is affected by (.*?) and has the fix of ([\d,]+); ",
            r"según sus registros CVE a esta versión le afectan \1 y tiene corregidos \2; ",
        ),
        (
            r"its maker makes no more fixes for it(?=;|$)",
            "su fabricante ya no hace correcciones para él",
        ),
        (
            r"read which of its updates are installed(?=;|$)",
            "lea qué actualizaciones tiene instaladas",
        ),
    )
)

SPANISH = {
    # The Monday page: its frame
    "Medical devices, week of {day}": "Dispositivos médicos, semana del {day}",
    "Where": "Dónde",
    "For a patient": "Para un paciente",
    "What is known": "Qué se sabe",
    "Today": "Hoy",
    "The fix": "La solución",
    "Who, by when": "Quién, para cuándo",
    "Why first": "Por qué primero",
    "From": "Según",
    "Write it down": "Anótelo",
    "Again because": "De nuevo porque",
    "{count} device": "{count} dispositivo",
    "{count} devices": "{count} dispositivos",
    ", and {count} more wards": ", y {count} áreas más",
    ", and {count} more tags": ", y {count} etiquetas más",
    ", and {count} more advisories": ", y {count} avisos más",
    "{advisory} (for customers only)": "{advisory} (solo para clientes)",
    "See the customer-only notice at your desk.": "Vea el aviso solo para clientes en su puesto.",
    "{who}, by {day}": "{who}, hasta el {day}",
    "nobody yet": "nadie todavía",
    "no date that is known": "ninguna fecha conocida",
    "OVERDUE": "VENCIDO",
    "{outcome}; {risk} risk (FDA); {sum}": "{outcome}; riesgo {risk} (FDA); {sum}",
    "controlled": "controlado",
    "uncontrolled": "no controlado",
    "place not recorded": "lugar no registrado",
    "Place not recorded": "Lugar no registrado",
    "unnamed": "sin nombre",
    # Its jobs
    "No advisory names a fix: ask the maker (wardline devices letter).": (
        "Ningún aviso nombra una solución: pregunte al fabricante (wardline devices letter)."
    ),
    "Take it off every network that it does not need, and test that.": (
        "Quítelo de toda red que no necesite, y compruébelo."
    ),
    "whoever took it on": "quien lo asumió",
    "{step} ({count} more of the group wait for a later step.)": (
        "{step} (Otros {count} del grupo esperan un paso posterior.)"
    ),
    "The maker says of {count}: {stated}. Confirm that it fits how you use it.": (
        "El fabricante dice de {count}: {stated}. Confirme que vale para el uso que usted le da."
    ),
    "Read the label of {tag} ({ward}): is it what '{title}' means? It counts for {count}.": (
        "Lea la etiqueta de {tag} ({ward}): ¿es lo que dice '{title}'? Vale para {count}."
    ),
    "Read the software version on {count}; take the tick sheet (wardline devices sheet).": (
        "Lea la versión del software en {count}; lleve la hoja (wardline devices sheet)."
    ),
    "Say whether '{title}' concerns {count}.": "Diga si '{title}' afecta a {count}.",
    "Hold it off on {count} until it is fixed, or plan the fix: {step}": (
        "Proteja {count} hasta que esté resuelto, o planifique la solución: {step}"
    ),
    "Read the new version on {count} and write it down; only then is it done.": (
        "Lea la nueva versión en {count} y anótela; solo entonces está hecho."
    ),
    "Ask the maker again for {count} (wardline devices letter); until then: {step}": (
        "Pregunte otra vez al fabricante por {count} (wardline devices letter); mientras: {step}"
    ),
    "Ask {who} how far the work on {count} is.": "Pregunte a {who} cómo va el trabajo en {count}.",
    "The day that was planned has come: {who} begins with {count}.": (
        "Llegó el día previsto: {who} comienza con {count}."
    ),
    # The line above the jobs, and those below
    "{count} new": "{count} nuevos",
    "{count} asked again": "{count} preguntados de nuevo",
    "Nothing new.": "Nada nuevo.",
    "{count} advisory checked.": "{count} aviso revisado.",
    "{count} advisories checked.": "{count} avisos revisados.",
    "Nobody knows how old the feed is.": "Nadie sabe qué antigüedad tiene la fuente.",
    "Feed is {count} day old.": "La fuente tiene {count} día.",
    "Feed is {count} days old.": "La fuente tiene {count} días.",
    "Behind these: {count} more group of devices (wardline devices status).": (
        "Detrás de estos: {count} grupo más de dispositivos (wardline devices status)."
    ),
    "Behind these: {count} more groups of devices (wardline devices status).": (
        "Detrás de estos: {count} grupos más de dispositivos (wardline devices status)."
    ),
    "Planned for a later day: {count} finding.": "Previsto para otro día: {count} hallazgo.",
    "Planned for a later day: {count} findings.": "Previsto para otro día: {count} hallazgos.",
    (
        "On devices that left the inventory: {count} open finding. Are they retired or off the "
        "network? Give the proof."
    ): (
        "En dispositivos que salieron del inventario: {count} hallazgo abierto. ¿Están retirados o "
        "fuera de la red? Dé la prueba."
    ),
    (
        "On devices that left the inventory: {count} open findings. Are they retired or off the "
        "network? Give the proof."
    ): (
        "En dispositivos que salieron del inventario: {count} hallazgos abiertos. ¿Están retirados "
        "o fuera de la red? Dé la prueba."
    ),
    (
        "Not readable or in doubt in the last files: {count} place (wardline devices status "
        "--json lists them)."
    ): (
        "Ilegible o dudoso en los últimos archivos: {count} lugar (wardline devices status "
        "--json los enumera)."
    ),
    (
        "Not readable or in doubt in the last files: {count} places (wardline devices status "
        "--json lists them)."
    ): (
        "Ilegible o dudoso en los últimos archivos: {count} lugares (wardline devices status "
        "--json los enumera)."
    ),
    "In the inventory: {count} device.": "En el inventario: {count} dispositivo.",
    "In the inventory: {count} devices.": "En el inventario: {count} dispositivos.",
    # Tick sheets
    "Versions to read, {day}": "Versiones por leer, {day}",
    "Write down what the device shows; if its label names another model, say so.": (
        "Anote lo que muestra el dispositivo; si su etiqueta nombra otro modelo, dígalo."
    ),
    "Nothing to read.": "Nada que leer.",
    "Tag": "Etiqueta",
    "Serial": "Serie",
    "Maker and model": "Fabricante y modelo",
    "On record": "Registrada",
    "Read on the device": "Leída en el dispositivo",
    "By, on": "Quién, cuándo",
    "No.": "N.º",
    # Work orders: their columns, and where a finding stands
    "finding": "hallazgo",
    "asset_id": "etiqueta",
    "ward": "área",
    "maker": "fabricante",
    "model": "modelo",
    "version_on_record": "versión registrada",
    "advisory": "aviso",
    "class": "clase",
    "priority": "prioridad",
    "due": "vence",
    "assignee": "asignado a",
    "state": "estado",
    "problem": "problema",
    "new_state": "estado nuevo",
    "who": "quién",
    "done_on": "hecho el",
    "version_read": "versión leída",
    "control": "medida",
    "tested": "comprobado",
    "until": "hasta",
    "proof": "prueba",
    "justification": "justificación",
    "reason": "motivo",
    "new": "nuevo",
    "check_match": "confirmar producto",
    "check_version": "leer versión",
    "affected": "afectado",
    "planned": "planificado",
    "in_work": "en curso",
    "waiting_for_maker": "en espera del fabricante",
    "mitigated": "mitigado",
    "fixed": "corregido",
    "verified": "verificado",
    "closed": "cerrado",
    "not_affected": "no afectado",
    "accepted": "aceptado",
    "off_network": "fuera de la red",
    "retired": "retirado",
    # Evidence
    "addressed": "resuelto",
    "decided_by": "decidido por",
    "decided_on": "decidido el",
    "holds_until": "vale hasta",
    "asked_again": "preguntado de nuevo",
    "yes": "sí",
    "a notice for customers only": "un aviso solo para clientes",
    "version {version} read on the device": "versión {version} leída en el dispositivo",
    "control: {control}": "medida: {control}",
    "proof: {proof}": "prueba: {proof}",
    "justification: {word}": "justificación: {word}",
    "accepted by {leader}, written down by {who}": "aceptado por {leader}, anotado por {who}",
    "Findings": "Hallazgos",
    "Vulnerabilities of medical devices: evidence": (
        "Vulnerabilidades de dispositivos médicos: pruebas"
    ),
    "As of {day} (UTC): {findings} findings on {devices} devices.": (
        "A {day} (UTC): {findings} hallazgos en {devices} dispositivos."
    ),
    "Addressed: {done}. Open: {left}, of them past their date: {late}.": (
        "Resueltos: {done}. Abiertos: {left}, de ellos vencidos: {late}."
    ),
    # Letters
    "To {maker}, product security": "A {maker}, seguridad de productos",
    "From {who}": "De {who}",
    "{person} of {hospital}": "{person} de {hospital}",
    "your customer": "su cliente",
    "Five questions about devices of yours that we use": (
        "Cinco preguntas sobre dispositivos suyos que usamos"
    ),
    "We have these models and versions:": "Tenemos estos modelos y versiones:",
    "version not recorded": "versión no registrada",
    "These advisories may concern them:": "Estos avisos pueden afectarlos:",
    "Please tell us:": "Por favor, díganos:",
    "Please answer within 14 days; until then we treat these devices as affected.": (
        "Responda en 14 días, por favor; hasta entonces tratamos estos dispositivos como afectados."
    ),
    (
        "Which of the models and versions above are affected, which are not, and why not? A VEX "
        "statement with its justification (CSAF, OpenVEX or CycloneDX) would answer it for all "
        "your customers."
    ): (
        "¿Cuáles de los modelos y versiones de arriba están afectados, cuáles no, y por qué no? "
        "Una declaración VEX con su justificación (CSAF, OpenVEX o CycloneDX) lo respondería para "
        "todos sus clientes."
    ),
    (
        "Which version fixes it for each of these models, when can we have it, and who installs "
        "it? If there will be none, please say so."
    ): (
        "¿Qué versión lo resuelve en cada uno de estos modelos, cuándo podemos tenerla y quién la "
        "instala? Si no habrá ninguna, díganoslo."
    ),
    (
        "What may we do until then (ports to close, networks to part, settings to change) without "
        "losing your support, and how do we test that it holds?"
    ): (
        "¿Qué podemos hacer mientras tanto (cerrar puertos, separar redes, cambiar ajustes) sin "
        "perder su soporte, y cómo comprobamos que funciona?"
    ),
    "Where on the device do we read the installed version, and how do we see that the fix is in?": (
        "¿Dónde se lee en el dispositivo la versión instalada, y cómo vemos que la solución está?"
    ),
    (
        "Where do you publish advisories that programs can read (CSAF 2.0) and an SBOM of these "
        "versions, and whom do we tell of a fault?"
    ): (
        "¿Dónde publican avisos que los programas puedan leer (CSAF 2.0) y un SBOM de estas "
        "versiones, y a quién avisamos de un fallo?"
    ),
    # What could happen to a patient
    "It is not recorded what this does for a patient; treat it as if a failure could harm.": (
        "No consta qué hace esto por un paciente; trátelo como si un fallo pudiera dañar."
    ),
    "A patient could get too much or too little insulin.": (
        "Un paciente podría recibir demasiada o muy poca insulina."
    ),
    "A patient could get too much, too little or none of a medicine.": (
        "Un paciente podría recibir demasiado, muy poco o nada de un medicamento."
    ),
    "Breathing support could stop or change without anybody noticing.": (
        "El soporte respiratorio podría parar o cambiar sin que nadie lo note."
    ),
    "A dangerous heart rhythm could go untreated, or a therapy be given that nobody ordered.": (
        "Un ritmo cardíaco peligroso podría quedar sin tratar, o darse una terapia que nadie pidió."
    ),
    "Support of the heart could stop or change without anybody noticing.": (
        "El soporte del corazón podría parar o cambiar sin que nadie lo note."
    ),
    "A dialysis could run with wrong settings or stop.": (
        "Una diálisis podría funcionar con ajustes erróneos o parar."
    ),
    "A patient could get radiation in the wrong dose or place.": (
        "Un paciente podría recibir radiación en dosis o lugar equivocados."
    ),
    "A newborn could be kept too warm or too cold.": (
        "Un recién nacido podría estar demasiado caliente o demasiado frío."
    ),
    "An operation could be disturbed or broken off.": (
        "Una operación podría verse perturbada o interrumpida."
    ),
    "An alarm could come late or never, or a vital sign be shown wrong.": (
        "Una alarma podría llegar tarde o nunca, o un signo vital mostrarse mal."
    ),
    "A medicine could be out of reach or be given out wrongly.": (
        "Un medicamento podría no estar disponible o entregarse por error."
    ),
    "A laboratory result could be wrong, late or another patient's.": (
        "Un resultado de laboratorio podría ser erróneo, tardío o de otro paciente."
    ),
    "A picture could be missing, changed or another patient's, and a diagnosis with it.": (
        "Una imagen podría faltar, estar alterada o ser de otro paciente, y con ella un "
        "diagnóstico."
    ),
    "Orders, allergies or results could be missing, wrong or seen by others.": (
        "Órdenes, alergias o resultados podrían faltar, ser erróneos o ser vistos por otros."
    ),
    "A patient could fall or be pinched, or an exit alarm stay silent.": (
        "Un paciente podría caer o quedar atrapado, o una alarma de salida no sonar."
    ),
}
