"""Runs calls through a WeChat client (PyPI wechatpy) and prints what became of each, as JSON.

Standard input: {base, appid, secret, ticket?, token?, calls: [[method, argument...]]}. Without a token the client
fetches one. A method is one of the component client, or one of those below. Standard output:
[{"data": ...} | {"error": {"errcode": ..., "errmsg": ...}}].
"""

import json
import sys
import time

import requests
from wechatpy.client import WeChatClient
from wechatpy.component import ComponentOAuth, WeChatComponent
from wechatpy.exceptions import WeChatClientException, WeChatOAuthException

task = json.load(sys.stdin)
WeChatComponent.API_BASE_URL = task["base"] + "/cgi-bin"
WeChatClient.API_BASE_URL = task["base"] + "/cgi-bin/"
ComponentOAuth.API_BASE_URL = task["base"] + "/"
component = WeChatComponent(task["appid"], task["secret"], "token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
if "ticket" in task:
    component.session.set("component_verify_ticket", task["ticket"])
if "token" in task:
    component.session.set("component_access_token", task["token"])
logins = {}


def push(message):
    """What the platform would push, encrypted, and the client decrypts: both with the client's own cryptography."""
    fields = "".join("<%s>%s</%s>" % (name, value, name) for name, value in message.items())
    timestamp, nonce = str(int(time.time())), "nonce"
    envelope = component.crypto.encrypt_message("<xml>" + fields + "</xml>", nonce, timestamp)
    signature = envelope.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
    return {"type": component.parse_message(envelope, signature, timestamp, nonce).type}


def user_of_account(appid, openid):
    """A call on behalf of an account."""
    return component.get_client_by_appid(appid).user.get(openid)


def login(appid, code):
    """A user logs in to an account."""
    logins[appid] = component.get_component_oauth(appid)
    return logins[appid].fetch_access_token(code)


def renew_login(appid, refresh_token):
    return logins[appid].refresh_access_token(refresh_token)


def user_of_login(appid):
    return logins[appid].get_user_info()


def double(path):
    """Steers the gateway double."""
    requests.post(task["base"] + "/double" + path).raise_for_status()


own = {each.__name__: each for each in [push, user_of_account, login, renew_login, user_of_login, double]}
results = []
for method, *arguments in task["calls"]:
    try:
        results.append({"data": (own.get(method) or getattr(component, method))(*arguments)})
    except (WeChatClientException, WeChatOAuthException) as error:
        results.append({"error": {"errcode": error.errcode, "errmsg": error.errmsg}})
print(json.dumps(results))
