"""Made-up people: first and last names of many origins, and what is written of them.

Names come from Faker's public lists (a development dependency), from short lists of our own that
Faker lacks, from words that are names too, and from syllables that are in no list. Any likeness
to a real person is chance. A table of data; exempt from the length rule.
"""

from __future__ import annotations

import random
import unicodedata
from functools import cache
from importlib import import_module
from typing import NamedTuple

from wardline.core.errors import ConfigError

# Latin-script lists of Faker; others are romanized below by hand.
_WORLD = (
    "es_MX", "es_CO", "es_ES", "pt_BR", "fr_FR", "de_DE", "it_IT", "pl_PL", "tr_TR", "nl_NL",
    "sv_SE", "no_NO", "fi_FI", "cs_CZ", "hu_HU", "ro_RO", "hr_HR", "en_IN", "en_NG", "en_KE",
    "yo_NG", "zu_ZA", "id_ID", "lt_LT", "da_DK", "en_IE", "sk_SK", "en_PK",
)  # fmt: skip
# First and last names that Faker has in another script or not at all.
_HAND = (
    ("Wei Jing Xiaoming Mei Lihua Jun Yan Hao Xiuying Guowei Zhihao Yuxuan",
     "Wang Li Zhang Chen Liu Huang Zhou Xu Zhao Wu Sun Guo Tang Zheng Deng"),
    ("Minh Anh Thi Huong Quang Duc Linh Trang Tuan Ngoc Phuong Thanh",
     "Nguyen Tran Le Pham Hoang Phan Vu Dang Bui Duong Ngo Truong"),
    ("Ji-woo Min-jun Seo-yeon Hyun-woo Eun-ji Sang-hoon Kyung-sook Jae-won",
     "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Shin Kwon"),
    ("Ahmed Fatima Mohammed Aisha Yusuf Layla Omar Khadija Hassan Noor Abdullah Zainab",
     "Al-Masri Haddad Khalil El-Sayed Nasser Mansour Farah Abdi Warsame Al-Rashid Bin-Laith"),
    ("Priya Rahul Ananya Arjun Lakshmi Venkatesh Sunita Ravi Deepa Harpreet",
     "Patel Sharma Reddy Iyer Krishnamurthy Singh Kaur Gupta Nair Chaudhary"),
    ("Olena Dmytro Svetlana Ivan Nadezhda Sergei Oksana Mykola",
     "Shevchenko Kovalenko Petrov Ivanova Bondarenko Kuznetsova Melnyk Volkov"),
    ("Maria-Jose Luz Angel Jesus Guadalupe Xochitl Rocio Iker",
     "Garcia-Lopez Ruiz Ortega Villanueva Castaneda Nunez Quintero Zapata"),
    ("Kaimana Leilani Keoni Malia Sione Tevita Losa",
     "Kahananui Kealoha Tuilagi Faleafa Nakamura Kapule Fonoti"),
    ("Kofi Ama Kwame Adwoa Yaw Esi Abena",
     "Mensah Owusu Boateng Asante Appiah Osei Amoako"),
    ("Yuki Haruto Sakura Kenji Aiko Takumi Naoko",
     "Sato Suzuki Takahashi Tanaka Watanabe Yamamoto Kobayashi"),
)  # fmt: skip
# Given and family names that are words, places, diseases, months or firms as well.
_WORDS_FIRST = (
    "Hope Faith Grace Joy Summer Autumn April May June Dawn Mark Bill Rich Will Chase Grant Art "
    "Rose Lily Ivy Sandy Misty Drew Pat Sky Rob Jack Frank Ernest Victor Carol Melody Christian "
    "Dale Cliff Forest Heath Clay Rusty Chip Penny Ruby Pearl Amber Ginger Olive Paris Austin "
    "Dallas Charity Destiny Angel Miles Lance Gene Guy Dean Earl Duke Max Ray Bob Norm"
)
_WORDS_LAST = (
    "Banks Price Day Young Best Field Little Short Long Brown Green White Black Gray Nurse Doctor "
    "Baker Cook Carter Mason Parker Porter Turner Ward Hall Church Lane Street Rhodes Hill Woods "
    "Brooks Rivers Stone Winter Summers Bright Sharp Strong Wise Savage Love Moody Early Christian "
    "Case Page Read Bell Key Locke Power Powers Speed Swift Major Sargent King Noble Rich Cash "
    "Penny Payne Crohn Parkinson Hodgkin Wilson Bell Graves Addison Down Marfan Foley Holter "
    "Glasgow Lincoln Jackson Houston Washington Virginia Denver London Berlin Pope Bishop Abbott "
    "Baxter Philips Siemens Johnson Dell Ford Chase Morgan Welch Allyn Stryker "
    "Root Port Fox Wolf Bird Fish Hawk Drake Swan Rose Reed Moss Root Berry Pepper Rice "
    "August March Friday Monday Knight Battle Hunter Gunn Steel Silver Gold Nickel Diamond"
)
_ONSETS = (
    "b c d f g h j k l m n p r s t v w y z br cl dr fl gr kr pl sh sk sl st th tr vl zh".split()
)
_VOWELS = "a e i o u a e i o ai ea ie ou ua".split()
_CODAS = "n r l s th k m nd rt ck sh x z lt".split()
_PREFIXES = ("O\u2019", "O'", "D'", "Mc", "Mac")
_CREDENTIALS = ("MD", "RN", "DO", "PA-C", "NP", "PharmD", "CISO", "CIO", "BSN, RN", "RT(R)", "PhD")


class Person(NamedTuple):
    """Who somebody is; `sub` says where the name comes from."""

    first: str
    last: str
    middle: str
    sub: str


def person(rng: random.Random, origin: str = "") -> Person:
    """Somebody, by origin: common, world, oov or tricky (by chance where none is given)."""
    kind = origin or rng.choices(("common", "world", "oov", "tricky"), (40, 28, 14, 18))[0]
    maker = {"common": _common, "world": _from_world, "oov": _unheard, "tricky": _tricky}[kind]
    first, last = maker(rng)
    return Person(first, last, rng.choice("ABCDEFGHJKLMNPRSTW"), kind)


def credential(rng: random.Random) -> str:
    """What may follow a name, and is no part of it."""
    return rng.choice(_CREDENTIALS)


def ascii_of(text: str) -> str:
    """The letters of a name as they stand in an account: plain, small."""
    folded = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("ı", "i"))  # noqa: RUF001 # Turkish
    return "".join(c for c in folded.lower() if c.isascii() and (c.isalnum() or c == "-"))


def _common(rng: random.Random) -> tuple[str, str]:
    first, last = faker_lists("en_US")
    return rng.choice(first), rng.choice(last)


def _from_world(rng: random.Random) -> tuple[str, str]:
    if rng.random() < 0.35:
        given, family = rng.choice(_HAND)
        return rng.choice(given.split()), rng.choice(family.split())
    first, last = faker_lists(rng.choice(_WORLD))
    family = rng.choice(last)
    if rng.random() < 0.12:
        family = f"{rng.choice(('van der', 'de la', 'von', 'Al', 'Da', 'Mac', 'St.'))} {family}"
    elif rng.random() < 0.12:
        family = f"{family}-{rng.choice(last)}"
    return rng.choice(first), family


def _unheard(rng: random.Random) -> tuple[str, str]:
    def word(parts: int) -> str:
        text = "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(parts))
        return (text + (rng.choice(_CODAS) if rng.random() < 0.5 else "")).capitalize()

    first = word(2)
    while len(first) < 4:  # shorter ones are words of English too often
        first = word(2)
    return first, word(rng.choice((2, 2, 3)))


def _tricky(rng: random.Random) -> tuple[str, str]:
    first, last = faker_lists("en_US")
    words_first, words_last = _WORDS_FIRST.split(), _WORDS_LAST.split()
    way = rng.randrange(4)
    if way == 0:
        return rng.choice(words_first), rng.choice(last)
    if way == 1:
        return rng.choice(words_first), rng.choice(words_last)
    if way == 2 and rng.random() < 0.4:
        return rng.choice(first), rng.choice(_PREFIXES) + rng.choice(last)
    return rng.choice(first), rng.choice(words_last)


@cache
def faker_lists(locale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First and last names of one of Faker's locales.

    *Raises*: ConfigError where Faker is not installed.
    """
    try:
        provider = import_module(f"faker.providers.person.{locale}").Provider
    except ImportError:
        raise ConfigError(
            "The made-up names need the package Faker, which is not installed here. "
            "Install it: uv pip install faker"
        ) from None
    return _clean(provider, "first"), _clean(provider, "last")


def _clean(provider: type, which: str) -> tuple[str, ...]:
    """Names of one kind in a list's own order, without those that are no plain Latin words."""
    found: dict[str, None] = {}
    for suffix in ("names", "names_male", "names_female", "names_unisex"):
        names = getattr(provider, f"{which}_{suffix}", ())
        for name in () if isinstance(names, property) else names:
            if len(name) > 1 and all(c.isalpha() or c in "-' " for c in name):
                found[name] = None
    return tuple(found)


# -- the group "fresh": other lists, other words, other syllables

_WORLD_FRESH = (
    "es_AR", "es_CL", "pt_PT", "fr_CA", "fr_BE", "de_AT", "de_CH", "nl_BE", "et_EE", "sl_SI", "fr_DZ",
    "lv_LV", "ha_NG", "ig_NG", "uz_UZ", "en_TH",
)  # fmt: skip
_HAND_FRESH = (
    ("Thandiwe Sipho Chipo Tendai Nyasha Blessing", "Moyo Ncube Chikwanha Dlamini Mthembu Nkosi"),
    ("Dechen Tenzin Pema Karma Sonam", "Gyatso Wangchuk Dorji Lhamo Sherpa"),
    ("Reza Maryam Farhad Shirin Babak", "Ahmadi Hosseini Karimi Rostami Tehrani"),
    ("Haile Selam Tigist Bereket Almaz", "Tesfaye Bekele Gebremariam Abebe Wolde"),
    ("Sokha Dara Bopha Vanna Souphanouvong", "Chea Sok Keo Phommasack Vongsa"),
    ("Anahit Tigran Nino Giorgi Levan", "Petrosyan Hakobyan Beridze Kvaratskhelia Sarkisian"),
    ("Rosalinda Jomar Marisol Bayani Ligaya", "Dela Cruz|Macaraeg|Bautista|Magsaysay|Dimaculangan"),
    ("Nizhoni Shilah Tsosie Winona Takoda", "Begay Yazzie Tsinajinnie Benally Deschenie"),
    ("Aroha Tane Hinemoa Wiremu Talia", "Ngata Parata Tuhoe Rangihuna Leota"),
    ("Nurlan Aigerim Bolat Zhanna", "Nazarbekov Tulegenova Sultanov Akhmetova"),
)  # fmt: skip
_WORDS_FIRST_FRESH = (
    "Constance Prudence Honor Mercy Patience Verity Harmony Serenity Brandy Sherry Candy Cherry Daisy "
    "Violet Hazel Willow Sage Basil Reed Ash Woody Buck Colt Hunter Mason Carter Tanner Cooper Sailor "
    "Chance Judge Major Sterling Bishop Pope Noble Rocky Stormy Sunny Wednesday Augusta Holly Noel Merry "
    "Gay Happy Lucky Skip Trip Nick Jimmy Don Peg Dot Sue Carrie Wade Brook Glen Lake River Sierra Savannah "
    "Georgia Carolina Madison Phoenix Orlando Chelsea Israel Jordan Kenya India China Asia"
)
_WORDS_LAST_FRESH = (
    "Weeks Holiday Noon Winters Snow Frost Gale Flood Bush Marsh Meadows Glass Steele Irons Coffin Tombs "
    "Butler Chandler Cooper Fisher Forester Gardner Miller Shepherd Smith Weaver Taylor Sexton Constable "
    "Bolt Hammer Nail Ladd Self Guest Friend Neighbors Parent Sons Child Toy Ball Batts Bowls Pitts "
    "Cuff Cox Bone Hand Foote Head Hart Legg Shinn Blood Payne Medici "
    "Alzheimer Gilbert Horner Baker Colles Mohs Kawasaki Wells Charcot Carrier Otis Crowe Hyland "
    "Fuller Less Moore More Best True Wright Quick Slaughter Outlaw Crook Grant "
    "Bills Money Sales Sells Trader Banker Teller Nichols Dollar Franks Marks Pound Quarterman"
)


def fresh_person(rng: random.Random, origin: str = "") -> Person:
    """Somebody of the group "fresh", by origin as in `person`."""
    kind = origin or rng.choices(("common", "world", "oov", "tricky"), (44, 28, 12, 16))[0]
    maker = {"common": _common_fresh, "world": _world_fresh, "oov": _unheard_fresh,
             "tricky": _tricky_fresh}[kind]  # fmt: skip
    first, last = maker(rng)
    return Person(first, last, rng.choice("ABCDEFGHIJKLMNOPRSTVWZ"), kind)


def _common_fresh(rng: random.Random) -> tuple[str, str]:
    first, last = faker_lists(rng.choice(("en_US", "en_GB")))
    if rng.random() < 0.08:
        return f"{rng.choice(first)} {rng.choice(first)}", rng.choice(last)
    return rng.choice(first), rng.choice(last)


def _world_fresh(rng: random.Random) -> tuple[str, str]:
    if rng.random() < 0.4:
        given, family = rng.choice(_HAND_FRESH)
        return rng.choice(given.split()), rng.choice(family.split("|" if "|" in family else None))
    first, last = faker_lists(rng.choice(_WORLD_FRESH))
    family = rng.choice(last)
    if rng.random() < 0.1:
        family = f"{rng.choice(('ten', 'del', 'dos', 'zu', 'El', 'Ben'))} {family}"
    elif rng.random() < 0.15:
        family = f"{family} {rng.choice(last)}"
    return rng.choice(first), family


def _unheard_fresh(rng: random.Random) -> tuple[str, str]:
    def word(low: int) -> str:
        middle = "".join(rng.choice(_VOWELS_FRESH) + rng.choice(_JOINTS_FRESH) for _ in range(low))
        return (rng.choice(_STARTS_FRESH) + middle + rng.choice(_ENDS_FRESH)).capitalize()

    return word(1), word(rng.choice((1, 2)))


_STARTS_FRESH = "b d f g j k l m n r s t v y z gw mb ny ts ch sv kr dzh w h th".split()
_VOWELS_FRESH = "a e i o u ae oa ui y".split()
_JOINTS_FRESH = "l ll m nd ng r rv s st v z dr lk b k mm tt sh".split()
_ENDS_FRESH = "a e i o u ia an en is ek ur ov ez ashi uwa ette".split()


def _tricky_fresh(rng: random.Random) -> tuple[str, str]:
    first, last = faker_lists("en_GB")
    words_first, words_last = _WORDS_FIRST_FRESH.split(), _WORDS_LAST_FRESH.split()
    way = rng.randrange(3)
    if way == 0:
        return rng.choice(words_first), rng.choice(last)
    if way == 1:
        return rng.choice(words_first), rng.choice(words_last)
    return rng.choice(first), rng.choice(words_last)
