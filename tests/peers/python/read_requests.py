"""Reads requests as Python's standard library does: JSON in, JSON out."""

import email.parser
import email.policy
import http.cookies
import json
import sys
import urllib.parse


def read(request):
    headers = {name.lower(): value for name, value in request["headers"]}
    url = urllib.parse.urlsplit(request["target"])
    body = bytes.fromhex(request["body"])
    kind = headers.get("content-type", "")
    found = {
        "segments": [urllib.parse.unquote(part) for part in url.path.split("/")[1:]],
        "query": urllib.parse.parse_qsl(url.query, keep_blank_values=True),
        "cookies": {
            name: urllib.parse.unquote(morsel.value)
            for name, morsel in http.cookies.SimpleCookie(headers.get("cookie", "")).items()
        },
    }
    if kind.startswith("application/x-www-form-urlencoded"):
        found["form"] = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)
    if kind.startswith("multipart/"):
        parser = email.parser.BytesParser(policy=email.policy.HTTP)
        message = parser.parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        found["parts"] = [
            [
                part.get_param("name", header="content-disposition"),
                part.get_filename(),
                part.get_content_type() if part["content-type"] else None,
                part.get_payload(decode=True).hex(),
            ]
            for part in message.iter_parts()
        ]
    return found


json.dump([read(request) for request in json.load(sys.stdin)], sys.stdout)
