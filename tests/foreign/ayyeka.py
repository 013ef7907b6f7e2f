#!/usr/bin/env python3
"""Ayyeka's document "Authentication" as a server in Python's standard library, written from the document and from nothing of ours.

    ayyeka.py key FOLDER            makes FOLDER/key.json, which signs, and FOLDER/key.pem, by which tokens are judged
    ayyeka.py faults                names the ways in which it can be wrong
    ayyeka.py serve FOLDER [FAULT]  serves with that key, right or wrong in one way, and prints its URL

It says what the document's samples say. Key and secret of its one client are read from AYYEKA_KEY and AYYEKA_SECRET.
"""

import base64
import functools
import hashlib
import hmac
import json
import math
import os
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

LIFETIME = 3600
HEADER = {"alg": "RS384", "typ": "JWT"}
SAMPLE = {"aud": "2091", "iss": "Cloud", "sub": "6237:708"}

# What a vendor may get wrong. Each is asked for by its name where the server decides.
FAULTS = {
    "any-grant-type": "the grant type is not looked at",
    "password-grant": "the grant type password fetches tokens too",
    "any-secret": "a key fetches a token with any secret",
    "secret-in-any-case": "key and secret are compared without their case",
    "secret-trimmed": "blanks and line feeds around key and secret are dropped",
    "secret-by-beginning": "a secret is good that begins with the right one",
    "client-in-the-form": "key and secret are also read from the form, as client_id and client_secret",
    "grant-type-optional": "a request without a grant type is taken for client credentials",
    "last-of-two-grant-types": "of two grant types the last is taken",
    "json-request": "the body may be JSON",
    "status-201": "a token comes with 201",
    "scope-in-the-reply": "the reply has a scope",
    "type-bearer": "the token type is Bearer",
    "expires-in-as-text": "expires_in is a text",
    "cached": "the reply may be cached",
    "no-pragma": "the reply has no Pragma",
    "no-charset": "the reply's Content-Type has no charset",
    "rs256": "tokens are signed RS256",
    "kid": "a token's header names the key",
    "another-key": "tokens are signed by a key that nobody was told of",
    "issuer-url": "a token's issuer is a URL",
    "jti": "a token has a claim more",
    "no-subject": "a token has no subject",
    "milliseconds": "a token's times are milliseconds",
    "half-the-time": "a token ends after half of expires_in",
    "iat-local-time": "a token's times are those of a clock two hours ahead",
    "scheme-jwt": "a call's token stands behind the token type, JWT",
    "calls-open": "calls need no token",
    "any-authorization": "calls need an Authorization, whatever it says",
    "any-scheme": "the word before a call's token is not looked at",
    "token-in-the-query": "a call's token may stand in the query",
    "signature-unread": "a token's signature is not looked at",
    "alg-none": "a token is good whose header says that it is not signed",
    "hs384": "the header decides how the public key is used, so HS384 makes a secret of it",
    "header-unsigned": "the signature is asked about the claims alone",
}


# The key (RFC 8017). Small primes first, then Fermat: the candidates are drawn at random, so none was chosen to deceive it.
SMALL = [n for n in range(3, 2000) if all(n % d for d in range(2, math.isqrt(n) + 1))]


def prime(bits):
    while True:
        candidate = secrets.randbits(bits) | 3 << (bits - 2) | 1
        if all(candidate % small for small in SMALL) and all(pow(base, candidate - 1, candidate) == 1 for base in (2, 3, 5, 7)):
            return candidate


def make_key():
    while True:
        p, q, e = prime(1024), prime(1024), 65537
        if p != q and math.gcd(e, (p - 1) * (q - 1)) == 1:
            return {"n": p * q, "e": e, "d": pow(e, -1, math.lcm(p - 1, q - 1))}


def der(tag, content):
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag]) + (size if len(content) < 128 else bytes([128 + len(size)]) + size) + content


def pem(key):
    """The public half as SubjectPublicKeyInfo."""
    integers = b"".join(der(2, n.to_bytes(n.bit_length() // 8 + 1, "big")) for n in (key["n"], key["e"]))
    rsa_encryption = bytes.fromhex("300d06092a864886f70d0101010500")
    text = base64.encodebytes(der(0x30, rsa_encryption + der(3, b"\0" + der(0x30, integers)))).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}-----END PUBLIC KEY-----\n"


# Signatures (RFC 8017, section 9.2; RFC 7518, section 3.3).
DIGEST_INFO = {
    "RS256": (hashlib.sha256, "3031300d060960864801650304020105000420"),
    "RS384": (hashlib.sha384, "3041300d060960864801650304020205000430"),
}


def encoded(key, algorithm, message):
    digest, prefix = DIGEST_INFO[algorithm]
    info = bytes.fromhex(prefix) + digest(message).digest()
    length = key["n"].bit_length() // 8
    return b"\0\1" + b"\xff" * (length - len(info) - 3) + b"\0" + info


def holds(key, algorithm, message, signature):
    number = int.from_bytes(signature, "big")
    length = key["n"].bit_length() // 8
    if len(signature) != length or number >= key["n"]:
        return False
    return pow(number, key["e"], key["n"]).to_bytes(length, "big") == encoded(key, algorithm, message)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64url(data) != text:
        raise ValueError("another spelling of the same")
    return data


class Service:
    """What the document says, but for one fault."""

    def __init__(self, key, client, fault):
        self.key, self.client, self.fault = key, client, fault
        self.signer = make_key() if fault == "another-key" else key
        self.algorithm = "RS256" if fault == "rs256" else HEADER["alg"]

    def is_wrong(self, fault):
        return self.fault == fault

    @functools.lru_cache(maxsize=100)
    def signature(self, message):
        number = int.from_bytes(encoded(self.signer, self.algorithm, message), "big")
        return pow(number, self.signer["d"], self.signer["n"]).to_bytes(self.signer["n"].bit_length() // 8, "big")

    def issue(self):
        now = int(time.time()) + (7200 if self.is_wrong("iat-local-time") else 0)
        end = now + (LIFETIME // 2 if self.is_wrong("half-the-time") else LIFETIME)
        scale = 1000 if self.is_wrong("milliseconds") else 1
        claims = {**SAMPLE, "exp": end * scale, "iat": now * scale}
        if self.is_wrong("issuer-url"):
            claims["iss"] = "https://restapi.example/auth"
        if self.is_wrong("jti"):
            claims["jti"] = secrets.token_hex(8)
        if self.is_wrong("no-subject"):
            del claims["sub"]
        header = {**HEADER, "alg": self.algorithm, **({"kid": "1"} if self.is_wrong("kid") else {})}
        parts = [base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)]
        signed = parts[1] if self.is_wrong("header-unsigned") else ".".join(parts)
        return ".".join([*parts, base64url(self.signature(signed.encode()))])

    def is_good(self, token):
        """Whether a token is one of ours, unchanged and in its time."""
        try:
            head, payload, tail = token.split(".")
            header, claims = (json.loads(from_base64url(part)) for part in (head, payload))
            signature = from_base64url(tail)
            ahead, scale = (7200 if self.is_wrong("iat-local-time") else 0), (1000 if self.is_wrong("milliseconds") else 1)
            in_time = claims["iat"] <= (time.time() + ahead) * scale < claims["exp"]
            return self.is_signed(header, f"{head}.{payload}", signature) and in_time
        except (ValueError, KeyError, TypeError):
            return False

    def is_signed(self, header, message, signature):
        if self.is_wrong("signature-unread"):
            return True
        if self.is_wrong("alg-none") and header["alg"] == "none":
            return True
        if self.is_wrong("hs384") and header["alg"] == "HS384":
            return hmac.compare_digest(hmac.digest(pem(self.key).encode(), message.encode(), "sha384"), signature)
        if self.is_wrong("header-unsigned"):
            message = message.partition(".")[2]
        elif header["alg"] != self.algorithm:
            return False
        return holds(self.signer, self.algorithm, message.encode(), signature)

    def knows(self, key, secret):
        given, right = (key, secret), self.client
        if self.is_wrong("secret-in-any-case"):
            given, right = [text.lower() for text in given], [text.lower() for text in right]
        if self.is_wrong("secret-trimmed"):
            given = [text.strip() for text in given]
        if self.is_wrong("secret-by-beginning"):
            given = (given[0], given[1][: len(right[1])])
        if self.is_wrong("any-secret"):
            given = (given[0], right[1])
        return all(hmac.compare_digest(one.encode(), other.encode()) for one, other in zip(given, right))

    def is_client(self, authorizations, form):
        if self.is_wrong("client-in-the-form") and not authorizations:
            return self.knows(form.get("client_id", [""])[0], form.get("client_secret", [""])[0])
        try:
            pair = base64.b64decode(credentials(authorizations, "basic"), validate=True).decode()
            key, colon, secret = pair.partition(":")
            return colon == ":" and self.knows(key, secret)
        except ValueError:
            return False

    def may_call(self, authorizations, query):
        if self.is_wrong("calls-open") and not authorizations or self.is_wrong("any-authorization") and authorizations:
            return True
        if self.is_wrong("token-in-the-query") and "access_token" in query:
            return self.is_good(query["access_token"][0])
        scheme = "jwt" if self.is_wrong("scheme-jwt") else "bearer"
        if self.is_wrong("any-scheme") and len(authorizations) == 1:
            scheme = authorizations[0].partition(" ")[0].lower()
        return self.is_good(credentials(authorizations, scheme))

    def token_error(self, request):
        """Why no token is issued, as RFC 6749, section 5.2, has it; the document leaves that to OAuth 2.0."""
        if request.command != "POST":
            return 405, "invalid_request"
        form = self.form(request)
        if not self.is_client(request.headers.get_all("Authorization", []), form):
            return 401, "invalid_client"
        grants = form.get("grant_type", [])
        if self.is_wrong("last-of-two-grant-types"):
            grants = grants[-1:]
        if self.is_wrong("grant-type-optional") and not grants:
            return None
        if len(grants) != 1 or not grants[0]:
            return 400, "invalid_request"
        allowed = ["client_credentials"] + (["password"] if self.is_wrong("password-grant") else [])
        # The sample prints a blank before it.
        is_other = grants[0].removeprefix(" ") not in allowed
        return (400, "unsupported_grant_type") if is_other and not self.is_wrong("any-grant-type") else None

    def form(self, request):
        text = request.body.decode("utf-8", "replace")
        if self.is_wrong("json-request") and text.startswith("{"):
            return {name: [value] for name, value in json.loads(text).items()}
        if request.headers.get_content_type() != "application/x-www-form-urlencoded":
            return {}
        pairs = {}
        for name, value in parse_qsl(text, keep_blank_values=True):
            pairs.setdefault(name, []).append(value)
        return pairs

    def token_reply(self):
        reply = {"access_token": self.issue(), "token_type": "Bearer" if self.is_wrong("type-bearer") else "JWT"}
        reply["expires_in"] = str(LIFETIME) if self.is_wrong("expires-in-as-text") else LIFETIME
        if self.is_wrong("scope-in-the-reply"):
            reply["scope"] = "sites"
        return reply


def credentials(authorizations, scheme):
    """What stands behind the scheme in the one Authorization; nothing where it is another, or not one."""
    given, blank, rest = authorizations[0].partition(" ") if len(authorizations) == 1 else ("", "", "")
    return rest if blank and given.lower() == scheme else ""


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer
    service = None

    def do_GET(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = urlsplit(self.path)
        if path.path == "/auth/token":
            self.token()
        elif not self.service.may_call(self.headers.get_all("Authorization", []), parse_qs(path.query)):
            self.answer(401, {"message": "incorrect credentials"}, {"WWW-Authenticate": "Bearer"})
        elif (self.command, path.path) == ("GET", "/v2.0/site"):
            self.answer(200, [])
        else:
            self.answer(404, {"message": "not found"})

    do_POST = do_GET

    def token(self):
        uncached = {"Cache-Control": "no-store", "Pragma": "no-cache"}
        error = self.service.token_error(self)
        if error:
            self.answer(error[0], {"error": error[1]}, {**uncached, "WWW-Authenticate": "Basic"})
            return
        if self.service.is_wrong("cached"):
            uncached["Cache-Control"] = "private, max-age=3600"
        if self.service.is_wrong("no-pragma"):
            del uncached["Pragma"]
        self.answer(201 if self.service.is_wrong("status-201") else 200, self.service.token_reply(), uncached)

    def answer(self, status, body, headers=()):
        data = json.dumps(body, separators=(",", ":")).encode()
        self.send_response(status)
        charset = "" if self.service.is_wrong("no-charset") else "; charset=utf-8"
        for name, value in {**dict(headers), "Content-Type": f"application/json{charset}", "Content-Length": len(data)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Nothing: a log would hold tokens."""


def serve(folder, fault):
    key = json.loads((folder / "key.json").read_text())
    Request.service = Service(key, (os.environ["AYYEKA_KEY"], os.environ["AYYEKA_SECRET"]), fault)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


def main():
    match sys.argv[1:]:
        case ["key", folder]:
            key = make_key()
            (Path(folder) / "key.json").write_text(json.dumps(key))
            (Path(folder) / "key.pem").write_text(pem(key))
        case ["faults"]:
            print("\n".join(FAULTS))
        case ["serve", folder, *fault] if not fault or len(fault) == 1 and fault[0] in FAULTS:
            serve(Path(folder), *(fault or [None]))
        case _:
            sys.exit(__doc__)


main()
