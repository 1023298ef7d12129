// Runs calls through the official Alipay client (npm alipay-sdk) and prints what became of each, as JSON.
//
// Standard input: {modules, config, calls: [{method, path, options, file?}]}, where `modules` is the folder that
// holds node_modules, `config` goes to the client as it is, and `file` is a text sent as a multipart file.
// Standard output: [{data, status} | {error: {code, message, status}}].
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { modules, config, calls } = JSON.parse(readFileSync(0, 'utf8'));
const { AlipaySdk, AlipayFormData } = createRequire(join(modules, 'package.json'))('alipay-sdk');
const client = new AlipaySdk(config);
const results = [];
for (const { method, path, options = {}, file } of calls) {
  if (file !== undefined) {
    options.form = new AlipayFormData();
    options.form.addFile('file_content', '图片.jpg', Buffer.from(file));
  }
  try {
    const { data, responseHttpStatus: status } = await client.curl(method, path, options);
    results.push({ data, status });
  } catch ({ code, message, responseHttpStatus: status }) {
    results.push({ error: { code, message, status } });
  }
}
console.log(JSON.stringify(results));
