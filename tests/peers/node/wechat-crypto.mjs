// Opens pushes with the cryptography of others (npm wechat-crypto and @wecom/crypto) and makes some, as JSON.
//
// Standard input: {modules, token, key, appid, opened: [{timestamp, nonce, encrypt}], sealed: [text]}, where `modules`
// is the folder that holds node_modules. Standard output, for each package:
// {name, opened: [{signature, message, appid}], sealed: [{timestamp, nonce, encrypt, signature}]}.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { modules, token, key, appid, opened, sealed } = JSON.parse(readFileSync(0, 'utf8'));
const require = createRequire(join(modules, 'package.json'));
const WechatCrypto = require('wechat-crypto');
const wecom = require('@wecom/crypto');
const cryptor = new WechatCrypto(token, key, appid);

const packages = {
  'wechat-crypto': {
    sign: (timestamp, nonce, encrypt) => cryptor.getSignature(timestamp, nonce, encrypt),
    decrypt: (encrypt) => cryptor.decrypt(encrypt),
    encrypt: (message) => cryptor.encrypt(message),
  },
  '@wecom/crypto': {
    sign: (timestamp, nonce, encrypt) => wecom.getSignature(token, timestamp, nonce, encrypt),
    decrypt: (encrypt) => wecom.decrypt(key, encrypt),
    encrypt: (message) => wecom.encrypt(key, message, appid),
  },
};

const results = [];
for (const [name, { sign, decrypt, encrypt }] of Object.entries(packages)) {
  results.push({
    name,
    opened: opened.map(({ timestamp, nonce, encrypt: text }) => {
      const { message, id } = decrypt(text);
      return { signature: sign(timestamp, nonce, text), message, appid: id };
    }),
    sealed: sealed.map((message, index) => {
      const text = encrypt(message);
      const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), `nonce${index}`];
      return { timestamp, nonce, encrypt: text, signature: sign(timestamp, nonce, text) };
    }),
  });
}
console.log(JSON.stringify(results));
