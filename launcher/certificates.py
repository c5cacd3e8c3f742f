"""Our own certificate authority for the local network: made once, and the server certificate that it signs.

The authority's key never leaves the data folder. Its certificate is what phones are told to trust.
"""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from launcher.secret_store import write_private

AUTHORITY_YEARS = 10
# Browsers refuse server certificates that live longer than 398 days.
SERVER_DAYS, RENEW_DAYS = 397, 30
CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True)
class Certificates:
    """Files in PEM: the authority's certificate, and the server's certificate with its key."""

    authority: Path
    server: Path
    server_key: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, as phones show it."""
        return _read_certificate(self.authority).fingerprint(hashes.SHA256()).hex(":").upper()


def names_of_this_machine(chosen: str) -> list[str]:
    """Every name and address under which the local network may know this machine, beside the chosen one."""
    host = socket.gethostname().split(".")[0].lower()
    found = {"localhost", "127.0.0.1", "::1", host, f"{host}.local", chosen}
    for interface in psutil.net_if_addrs().values():
        for entry in interface:
            if entry.family in (socket.AF_INET, socket.AF_INET6):
                address = ipaddress.ip_address(entry.address.partition("%")[0])
                if address.is_private and not address.is_link_local:
                    found.add(str(address))
    return sorted(found)


def ensure(folder: Path, names: Iterable[str]) -> Certificates:
    """The certificates in `folder`: made when they are missing; the server's again when the names of this machine have
    changed or it is about to expire. The authority stays the same, so phones trust a new one at once."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = Certificates(folder / "ca.crt", folder / "server.crt", folder / "server.key")
    authority_key = folder / "ca.key"
    if not (files.authority.exists() and authority_key.exists()):
        _make_authority(files.authority, authority_key)
    wanted = sorted(set(names))
    if not _is_good(files, wanted):
        _make_server(files, authority_key, wanted)
    return files


def _make_authority(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Admin Kiosk on {socket.gethostname()}")
    made = (
        _builder(name, name, key.public_key(), timedelta(days=365 * AUTHORITY_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_file, key)
    _write_certificate(certificate, made)


def _make_server(files: Certificates, authority_key: Path, names: list[str]) -> None:
    authority = _read_certificate(files.authority)
    issuer_key = serialization.load_pem_private_key(authority_key.read_bytes(), None)
    assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _builder(_name("Admin Kiosk"), authority.subject, key.public_key(), timedelta(days=SERVER_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    _write_key(files.server_key, key)
    _write_certificate(files.server, made)


def _is_good(files: Certificates, names: list[str]) -> bool:
    """Whether the server's certificate is there, of this authority, for exactly these names, and lasts a while."""
    if not (files.server.exists() and files.server_key.exists()):
        return False
    try:
        certificate = _read_certificate(files.server)
        certificate.verify_directly_issued_by(_read_certificate(files.authority))
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):  # damaged, or of another authority
        return False
    lasts = certificate.not_valid_after_utc - datetime.now(UTC) > timedelta(days=RENEW_DAYS)
    return lasts and sorted(str(name.value) for name in named) == names


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lifetime: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now + lifetime)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _read_certificate(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def _write_certificate(file: Path, certificate: x509.Certificate) -> None:
    half = file.with_name(file.name + ".new")
    half.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    half.replace(file)


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_private(file, pem.decode())
