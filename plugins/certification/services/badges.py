"""A certificate as Open Badge 3.0: a credential that the site has signed.

Nothing is kept: the same certificate, name and key give the same badge. Whether it still
counts stands in two lists of bits (W3C Bitstring Status List), a bit for each certificate.
"""

import gzip
import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import make_aware

from lms.people.display import display_name
from lms.plugins import plugin_settings
from plugins.certification.enums import Mark
from plugins.certification.models import Award
from plugins.certification.services.badge_keys import (
    as_base64,
    public_keys,
    signature_of,
)

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DID = "https://www.w3.org/ns/did/v1"
KEYS = "https://w3id.org/security/suites/jws-2020/v1"
LENGTH = 131_072
"""Bits of a list: the least that the standard allows, so that none gives one away."""
PURPOSES: Mapping[str, tuple[Mark, ...]] = {
    "revocation": (Mark.REVOKED, Mark.SUPERSEDED),
    "suspension": (Mark.SUSPENDED,),
}
"""What each list says, and of which marks; what was renewed has a newer badge."""


def has_badges() -> bool:
    """Tell whether there is a key to sign them."""
    return bool(public_keys())


def issuer() -> str:
    """Return the did:web of the site, which leads to its public keys."""
    base = urlsplit(_address("mine"))
    host = base.netloc.replace(":", "%3A")
    return ":".join(["did:web", host, *filter(None, base.path.split("/"))])


def issuer_name() -> str:
    """Return who issues, for people."""
    named = plugin_settings("lms_certification")["issuer"]
    return str(named or settings.WAGTAIL_SITE_NAME)


def did_document() -> dict[str, Any]:
    """Return the public keys, as did:web has them."""
    did = issuer()
    methods = [
        {
            "id": f"{did}#{key['kid']}",
            "type": "JsonWebKey2020",
            "controller": did,
            "publicKeyJwk": key,
        }
        for key in public_keys()
    ]
    return {
        "@context": [DID, KEYS],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [each["id"] for each in methods],
    }


def badge_of(award: Award) -> str:
    """Return the signed badge of a certificate, which names its holder."""
    credential = _credential(award)
    claims = {
        "iss": issuer(),
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": _seconds(credential["validFrom"]),
    }
    if "validUntil" in credential:
        claims["exp"] = _seconds(credential["validUntil"])
    return _signed({**credential, **claims})


def picture_of(award: Award) -> str:
    """Return a picture with the badge baked into it."""
    context = {"award": award, "badge": badge_of(award), "issuer": issuer_name()}
    return render_to_string("lms_certification/badge.svg", context)


def status_list(purpose: str, number: int) -> str:
    """Return a signed list of bits; one that is set takes the badge back."""
    first = number * LENGTH
    rows = Award.objects.filter(pk__gte=first, pk__lt=first + LENGTH)
    bits = bytearray(LENGTH // 8)
    for key in rows.filter(mark__in=PURPOSES[purpose]).values_list("pk", flat=True):
        place, bit = divmod(key - first, 8)
        bits[place] |= 128 >> bit
    address = _address("badge_status", purpose, number)
    credential = {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer(),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": f"u{as_base64(gzip.compress(bytes(bits), mtime=0))}",
        },
    }
    claims = {"iss": issuer(), "jti": address, "sub": f"{address}#list"}
    return _signed({**credential, **claims})


def _credential(award: Award) -> dict[str, Any]:
    address = _address("verify", award.uuid)
    return {
        "@context": [VC, OPEN_BADGES],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _both(award.snapshot["level"]),
        "issuer": {
            "id": issuer(),
            "type": ["Profile"],
            "name": issuer_name(),
            "url": settings.WAGTAILADMIN_BASE_URL,
        },
        **_validity(award),
        "credentialSubject": {
            "id": f"{address}#holder",
            "type": ["AchievementSubject"],
            "identifier": [_holder(award)],
            "achievement": _achievement(award),
        },
        "credentialStatus": [_status(award, purpose) for purpose in PURPOSES],
    }


def _achievement(award: Award) -> dict[str, Any]:
    asked = [line["asked"] for line in award.decision.grounds]
    about = [award.level.text, award.level.text_en]
    return {
        "id": f"{_address('mine')}#{award.level.code}",
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": _both(award.snapshot["level"]),
        "description": _both(about) or _both(award.snapshot["scheme"]),
        "criteria": {"narrative": "\n".join(f"- {line}" for line in asked)},
    }


def _holder(award: Award) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityType": "name",
        "identityHash": display_name(award.person),
    }


def _validity(award: Award) -> dict[str, str]:
    valid = {"validFrom": _moment(award.valid_from, time.min)}
    if award.expires_on is not None:
        valid["validUntil"] = _moment(award.expires_on, time(23, 59, 59))
    return valid


def _status(award: Award, purpose: str) -> dict[str, str]:
    number, index = divmod(award.pk, LENGTH)
    address = _address("badge_status", purpose, number)
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def _signed(payload: Mapping[str, Any]) -> str:
    """Return a JSON Web Token that names the key."""
    kid = f"{issuer()}#{public_keys()[0]['kid']}"
    header = {"alg": "EdDSA", "typ": "JWT", "kid": kid}
    said = [json.dumps(part, ensure_ascii=False) for part in (header, payload)]
    text = ".".join(as_base64(part.encode()) for part in said)
    return f"{text}.{as_base64(signature_of(text.encode()))}"


def _address(name: str, *args: Any) -> str:
    path = reverse(f"lms_certification:{name}", args=args)
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def _both(texts: list[str]) -> str:
    return " · ".join(filter(None, texts))


def _moment(day: date, at: time) -> str:
    return make_aware(datetime.combine(day, at)).isoformat()


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
