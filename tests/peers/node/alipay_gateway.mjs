// Runs calls through the official Alipay client (npm alipay-sdk) over the older gateway, and lets it verify what
// others have signed; prints what became of each, as JSON.
//
// Standard input: {modules, config, calls: [{method, params, file?, unverified?} | {verify}]}, where `modules` is the folder that
// holds node_modules, `config` goes to the client as it is, `file` is a text sent as a multipart file, `unverified` says
// that the client is not to check the answer, and `verify` are parameters with their `sign`. The client writes local
// time, and the gateway reads GMT+8: run this with TZ=Asia/Shanghai.
// Standard output: [{data} | {error: {code, message}} | {verified}].
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { modules, config, calls } = JSON.parse(readFileSync(0, 'utf8'));
const { AlipaySdk, AlipayFormData } = createRequire(join(modules, 'package.json'))('alipay-sdk');
const client = new AlipaySdk(config);
const results = [];
for (const { method, params, file, unverified, verify } of calls) {
  if (verify !== undefined) {
    results.push({ verified: client.checkNotifySignV2(verify) });
    continue;
  }
  try {
    const options = { validateSign: !unverified && !params.needEncrypt };
    if (file !== undefined) {
      options.formData = new AlipayFormData();
      for (const [name, value] of Object.entries(params)) options.formData.addField(name, value);
      options.formData.addFile('file_content', '图片.jpg', Buffer.from(file));
    }
    results.push({ data: await client.exec(method, params, options) });
  } catch ({ code, message }) {
    results.push({ error: { code, message } });
  }
}
console.log(JSON.stringify(results));
