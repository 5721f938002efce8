"""Certificates made on the spot with openssl: an authority, and what it signs."""

import pathlib
import subprocess

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def _openssl(*arguments, stdin=None):
    return subprocess.run(["openssl", *map(str, arguments)], input=stdin, capture_output=True, check=True).stdout


class Certificate:
    """Paths of a certificate and of its key, whose mode is 0600."""

    def __init__(self, certificate, key):
        self.certificate = pathlib.Path(certificate)
        self.key = pathlib.Path(key)

    def chain(self):
        return self.certificate.read_bytes()

    def private_key(self):
        return self.key.read_bytes()


class Authority:
    """Signs certificates in a directory."""

    def __init__(self, directory, name="ca"):
        self.directory = pathlib.Path(directory)
        self.certificate = self.directory / f"{name}.pem"
        self._key = self.directory / f"{name}.key"
        _openssl("req", "-x509", *_NEW_KEY, "-keyout", self._key, "-out", self.certificate, "-subj", f"/CN={name}",
                 "-days", "2")

    def issue(self, name, *alternative_names, days=2):
        """A certificate with the alternative names given ("URI:spiffe://…", "DNS:…"); days=-1: one that has expired."""
        certificate, key = self.directory / f"{name}.pem", self.directory / f"{name}.key"
        request = _openssl("req", "-new", *_NEW_KEY, "-keyout", key, "-subj", f"/CN={name}")
        key.chmod(0o600)
        extensions = self.directory / f"{name}.ext"
        extensions.write_text("subjectAltName=" + ",".join(alternative_names) + "\n" if alternative_names else "\n")
        _openssl("x509", "-req", "-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial", "-days", days,
                 "-extfile", extensions, "-out", certificate, stdin=request)
        return Certificate(certificate, key)

    def issue_server(self, name="server", days=2):
        return self.issue(name, "DNS:localhost", "IP:127.0.0.1", days=days)
