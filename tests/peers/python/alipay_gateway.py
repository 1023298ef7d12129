"""Runs calls through the official Alipay client (PyPI alipay-sdk-python) over the older gateway, and lets it verify
what others have signed; prints what became of each, as JSON.

Standard input: {gateway, app_id, private_key, public_key, calls: [{operation, biz?, fields?, token?} | {verify}]},
where `operation` is the name of a request class, `biz` its biz_content, `fields` its top-level fields, `token` an app
auth token, and `verify` are parameters with their `sign`.
Standard output: [{"data": ...} | {"error": ...} | {"verified": ...}].

The client writes local time, and the gateway reads GMT+8: run this with TZ=Asia/Shanghai. It knows no other ports
than 80 and 443, so its connections are led to the port of `gateway`.
"""

import http.client
import importlib
import json
import sys
from urllib.parse import urlsplit

from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.FileItem import FileItem
from alipay.aop.api.util.SignatureUtils import get_sign_content, verify_with_rsa

task = json.load(sys.stdin)
address = urlsplit(task["gateway"])


class Connection(http.client.HTTPConnection):
    def __init__(self, host, port, **options):
        super().__init__(address.hostname, address.port, **options)


http.client.HTTPConnection = Connection
config = AlipayClientConfig()
config.server_url = f"http://{address.hostname}{address.path}"
config.app_id = task["app_id"]
config.app_private_key = task["private_key"]
config.alipay_public_key = task["public_key"]
client = DefaultAlipayClient(config)
results = []
for call in task["calls"]:
    if "verify" in call:
        sign = call["verify"].pop("sign")
        content = get_sign_content(call["verify"]).encode()
        try:
            results.append({"verified": verify_with_rsa(config.alipay_public_key, content, sign)})
        except Exception as error:
            results.append({"verified": False, "error": str(error)})
        continue
    name = call["operation"] + "Request"
    request = getattr(importlib.import_module("alipay.aop.api.request." + name), name)()
    if "biz" in call:
        request.biz_content = call["biz"]
    for field, value in call.get("fields", {}).items():
        setattr(request, field, value)
    if "file" in call:
        request.file_content = FileItem("a.jpg", call["file"].encode())
    if "token" in call:
        request.add_other_text_param("app_auth_token", call["token"])
    try:
        results.append({"data": json.loads(client.execute(request))})
    except Exception as error:
        results.append({"error": str(error)})
print(json.dumps(results))
