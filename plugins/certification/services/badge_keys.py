"""The keys that sign badges: a file in the data folder, a JSON Web Key Set.

The first signs. Of those before it the public half stays, so that what they signed can
still be verified. The database knows none of them.
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

Jwk = dict[str, str]
_PUBLIC = ("crv", "kty", "x")
_OWNER_ALONE = 0o600


def key_file() -> Path:
    """Return where the keys lie."""
    return Path(settings.DATA_DIR) / "badge-keys.json"


def public_keys() -> list[Jwk]:
    """Return the public half of each key, the one that signs first; none without a file."""
    return [{name: each[name] for name in (*_PUBLIC, "kid")} for each in _read()]


def signature_of(data: bytes) -> bytes:
    """Sign with the first key; there must be one."""
    secret = from_base64(_read()[0]["d"])
    return Ed25519PrivateKey.from_private_bytes(secret).sign(data)


def begin_keys() -> bool:
    """Make the first key; tell whether there was none."""
    if _read():
        return False
    _write([_new_key()])
    return True


def replace_key(*, forgets: bool = False) -> str:
    """Sign with a new key from now on, and return its name.

    What earlier ones signed stays good, unless they are forgotten because one leaked.
    """
    new = _new_key()
    _write([new, *([] if forgets else public_keys())])
    return new["kid"]


def as_base64(data: bytes) -> str:
    """Return bytes as JSON Web Keys and tokens write them."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """Return what was written so."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _new_key() -> Jwk:
    private = Ed25519PrivateKey.generate()
    public = as_base64(private.public_key().public_bytes_raw())
    key = {"crv": "Ed25519", "kty": "OKP", "x": public}
    thumbprint = sha256(json.dumps(key, separators=(",", ":")).encode()).digest()
    secret = as_base64(private.private_bytes_raw())
    return {**key, "kid": as_base64(thumbprint), "d": secret}


def _read() -> list[Jwk]:
    try:
        text = key_file().read_text("utf-8")
    except FileNotFoundError:
        return []
    found: dict[str, Any] = json.loads(text)
    return [*found["keys"]]


def _write(keys: Sequence[Jwk]) -> None:
    """Put a whole file in the place of the old one; nobody else may read it."""
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(new, flags, _OWNER_ALONE), "w", encoding="utf-8") as file:
        json.dump({"keys": keys}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
