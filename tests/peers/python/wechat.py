"""Runs calls through a WeChat client (PyPI wechatpy) and prints what became of each, as JSON.

Standard input: {base, appid, secret, ticket, token?, calls: [[method, argument...]]}. Without a token the client
fetches one. Standard output: [{"data": ...} | {"error": {"errcode": ..., "errmsg": ...}}].
"""

import json
import sys

from wechatpy.component import WeChatComponent
from wechatpy.exceptions import WeChatClientException

task = json.load(sys.stdin)
WeChatComponent.API_BASE_URL = task["base"] + "/cgi-bin"
component = WeChatComponent(task["appid"], task["secret"], "token", "a" * 43)
component.session.set("component_verify_ticket", task["ticket"])
if "token" in task:
    component.session.set("component_access_token", task["token"])
results = []
for method, *arguments in task["calls"]:
    try:
        results.append({"data": getattr(component, method)(*arguments)})
    except WeChatClientException as error:
        results.append({"error": {"errcode": error.errcode, "errmsg": error.errmsg}})
print(json.dumps(results))
