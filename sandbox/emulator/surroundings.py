"""What moto reads of the environment when it is imported."""

from __future__ import annotations

import os

_MOTO = {
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    "MOTO_DISABLE_GLOBAL_CORS": "true",
    "MOTO_ENABLE_AMI_VALIDATION": "true",
}


def prepare(account: str) -> None:
    """Set moto's variables, and no others of its; call it before moto is imported."""
    for name in [name for name in os.environ if name.startswith("MOTO_")]:
        del os.environ[name]
    os.environ.update(_MOTO, MOTO_ACCOUNT_ID=account)
