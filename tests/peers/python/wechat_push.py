"""Opens pushes with the cryptography of others (PyPI wechatpy) and makes some, as JSON.

Standard input: {token, key, appid, opened: [{body, msg_signature, timestamp, nonce}], sealed: [text]}. Standard output:
[{opened: [{message, ticket?}], sealed: [body]}]: the ticket is what wechatpy's own component has stored.
"""

import json
import sys
import time
import warnings

from wechatpy.component import WeChatComponent
from wechatpy.crypto import WeChatCrypto

# The method that replaces it came in later releases.
warnings.simplefilter("ignore", DeprecationWarning)
task = json.load(sys.stdin)
crypto = WeChatCrypto(task["token"], task["key"], task["appid"])
component = WeChatComponent(task["appid"], "secret", task["token"], task["key"])
opened = []
for push in task["opened"]:
    arguments = (push["body"], push["msg_signature"], push["timestamp"], push["nonce"])
    message = crypto.decrypt_message(*arguments)
    result = {"message": message.decode() if isinstance(message, bytes) else message}
    if "InfoType" in result["message"]:
        component.cache_component_verify_ticket(*arguments)
        result["ticket"] = component.component_verify_ticket
        if isinstance(result["ticket"], bytes):
            result["ticket"] = result["ticket"].decode()
    opened.append(result)
now = str(int(time.time()))
sealed = [crypto.encrypt_message(text, "nonce%d" % index, now) for index, text in enumerate(task["sealed"])]
print(json.dumps([{"opened": opened, "sealed": sealed}]))
